import Foundation

/// What a SentencePiece-type tokenizer does to a text before it cuts it into pieces: spaces become a visible mark, and one more mark may
/// be put in front.
///
/// The steps are those of the `tokenizers` library's normalizers and of its `Metaspace` pre-tokenizer, in their order.
struct PieceNormalizer: Sendable, Equatable {
    /// One change to the whole text.
    enum Step: Sendable, Equatable {
        /// Put in front of every text that is not empty and does not continue another.
        case prepend([UInt8])
        /// Every occurrence, from left to right.
        case replace([UInt8], with: [UInt8])
        /// Unicode normal form C.
        case composed
    }

    /// The `Metaspace` pre-tokenizer.
    struct Metaspace: Sendable, Equatable {
        enum Scheme: String, Sendable, Equatable {
            case first, always, never
        }

        /// What stands for a space.
        var mark: [UInt8]
        var scheme: Scheme
        /// Whether every mark starts a word that is merged on its own.
        var splits: Bool
    }

    /// `▁`, which SentencePiece writes for a space.
    static let mark: [UInt8] = [0xE2, 0x96, 0x81]
    static let space: [UInt8] = [0x20]

    var steps: [Step]
    var metaspace: Metaspace?

    /// The rule of SentencePiece itself and of GGUF files.
    ///
    /// - Parameter addsSpacePrefix: whether a text gets a space in front, so that its first word is written like any other.
    init(addsSpacePrefix: Bool) {
        steps = (addsSpacePrefix ? [.prepend(Self.mark)] : []) + [.replace(Self.space, with: Self.mark)]
    }

    init(steps: [Step], metaspace: Metaspace?) {
        self.steps = steps
        self.metaspace = metaspace
    }

    /// The text as it is cut into pieces. UTF-8 stays UTF-8.
    func apply(to text: some Collection<UInt8>, at place: TextPlace) -> [UInt8] {
        var bytes = Array(text)
        guard !bytes.isEmpty else { return [] }
        for step in steps {
            switch step {
            case .prepend(let prefix):
                if place != .withinText { bytes.insert(contentsOf: prefix, at: 0) }
            case .replace(let old, let new):
                bytes = Self.replacing(old, with: new, in: bytes)
            case .composed:
                bytes = Array(String(decoding: bytes, as: UTF8.self).precomposedStringWithCanonicalMapping.utf8)
            }
        }
        guard let metaspace, !bytes.isEmpty else { return bytes }
        bytes = Self.replacing(Self.space, with: metaspace.mark, in: bytes)
        let wantsMark =
            switch metaspace.scheme {
            case .first: place == .start
            case .always: place != .withinText
            case .never: false
            }
        if wantsMark, !bytes.starts(with: metaspace.mark) { bytes.insert(contentsOf: metaspace.mark, at: 0) }
        return bytes
    }

    /// The bytes with every occurrence of `old`, which is not empty, replaced.
    static func replacing(_ old: [UInt8], with new: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        guard let first = old.first, bytes.contains(first) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 2)
        var start = 0
        var index = 0
        while index < bytes.count {
            guard bytes[index] == first, bytes[index...].starts(with: old) else {
                index += 1
                continue
            }
            result.append(contentsOf: bytes[start..<index])
            result.append(contentsOf: new)
            index += old.count
            start = index
        }
        result.append(contentsOf: bytes[start...])
        return result
    }
}
