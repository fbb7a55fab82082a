import ModelFormats

/// Tokens by id in the making; ids may come in any order and leave gaps.
struct TokenTable {
    let file: String
    private(set) var tokens: [[UInt8]] = []
    private(set) var kinds: [BytePairVocabulary.TokenKind] = []

    init(file: String) { self.file = file }

    /// The tokens that a `tokenizer.json` lists in its vocabulary and among its added tokens.
    ///
    /// - Parameter reading: what an entry of the vocabulary stands for.
    /// - Throws: `FormatError` and `TokenizationError` for ids that cannot be.
    init(tokenizerJSON json: JSONObject, file: String, reading: ([UInt8]) -> [UInt8]) throws {
        self.init(file: file)
        let entries = try json.object("model").object("vocab")
        var seen: Set<Int> = []
        for entry in entries.members {
            guard case .int(let id) = entry.value else { throw entries.problem(entry.key, "has an id that is not a whole number") }
            guard seen.insert(id).inserted else { throw entries.problem(entry.key, "has the id \(id), which another token has too") }
            try set(id, to: reading(Array(entry.key.utf8)), .ordinary)
        }
        for case .object(let added) in try json.arrayIfPresent("added_tokens") ?? [] {
            let kind: BytePairVocabulary.TokenKind = try added.boolIfPresent("special") == true ? .special : .added
            try set(added.int("id"), to: Array(added.string("content").utf8), kind)
        }
    }

    mutating func set(_ id: Int, to bytes: [UInt8], _ kind: BytePairVocabulary.TokenKind) throws {
        guard (0..<BytePairVocabulary.largestSize).contains(id) else {
            throw TokenizationError.invalidField(file: file, field: "token id \(id)", reason: "is out of range")
        }
        if id >= tokens.count {
            tokens.append(contentsOf: repeatElement([], count: id + 1 - tokens.count))
            kinds.append(contentsOf: repeatElement(.unused, count: id + 1 - kinds.count))
        }
        tokens[id] = bytes
        kinds[id] = kind
    }
}

// MARK: - Models of tokenizer.json

extension TokenTable {
    /// - Throws: `TokenizationError.unsupportedModel` for a model that is not BPE, or BPE of an older kind.
    static func checkKind(of model: JSONObject, file: String) throws {
        // Files of older versions leave the type out; only BPE has merges.
        let type = try model.stringIfPresent("type") ?? (model["merges"] == nil ? "of no type" : "BPE")
        guard type == "BPE" else { throw TokenizationError.unsupportedModel(file: file, name: type) }
        for field in ["continuing_subword_prefix", "end_of_word_suffix"] where try model.stringIfPresent(field)?.isEmpty == false {
            throw TokenizationError.unsupportedModel(file: file, name: "BPE with \(field)")
        }
    }

    /// The halves of each merge, which is one text with a space or a list of two.
    static func merges(of model: JSONObject, reading: ([UInt8]) -> [UInt8]) throws -> [(left: [UInt8], right: [UInt8])] {
        try model.array("merges").enumerated().map { rank, merge in
            guard let (left, right) = halves(of: merge) else { throw model.problem("merges", "entry \(rank) is not two tokens") }
            return (reading(left), reading(right))
        }
    }

    private static func halves(of merge: JSONValue) -> (left: [UInt8], right: [UInt8])? {
        switch merge {
        case .string(let text): return halves(ofText: Array(text.utf8))
        case .array(let parts):
            guard parts.count == 2, case .string(let left) = parts[0], case .string(let right) = parts[1] else { return nil }
            return (Array(left.utf8), Array(right.utf8))
        default: return nil
        }
    }

    /// The halves of a merge written `left right`.
    static func halves(ofText text: [UInt8]) -> (left: [UInt8], right: [UInt8])? {
        let parts = text.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        return (Array(parts[0]), Array(parts[1]))
    }
}
