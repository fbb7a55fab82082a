import Foundation
import Provenance

/// Reads a long cases file in several pieces at a time.
enum CasePieces {
    /// Shorter pieces are not worth a thread.
    private static let leastBytes = 1 << 20

    /// - Returns: nil where something is wrong with the file: whoever reads it line by line finds out what.
    static func read(_ data: Data) -> [Case]? {
        let pieces = data.withUnsafeBytes { raw in
            let bytes = raw.bindMemory(to: UInt8.self)
            return cut(bytes, into: min(ProcessInfo.processInfo.activeProcessorCount, bytes.count / leastBytes + 1))
        }
        let read = PiecesRead(pieces.count)
        DispatchQueue.concurrentPerform(iterations: pieces.count) { place in
            let found = data.withUnsafeBytes { raw in
                linesRead(UnsafeBufferPointer(rebasing: raw.bindMemory(to: UInt8.self)[pieces[place]]))
            }
            read.set(found, at: place)
        }
        guard let cases = read.all, areUsable(cases) else { return nil }
        return cases
    }

    /// Ranges that end where lines end.
    private static func cut(_ bytes: UnsafeBufferPointer<UInt8>, into count: Int) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var start = 0
        for piece in 1...max(count, 1) where start < bytes.count {
            let end = min(JSONLines.endOfLine(from: max(bytes.count * piece / count, start), in: bytes) + 1, bytes.count)
            pieces.append(start..<end)
            start = end
        }
        return pieces
    }

    private static func linesRead(_ bytes: UnsafeBufferPointer<UInt8>) -> [Case]? {
        var reader = PlainCaseReader()
        let decoder = JSONDecoder()
        var cases: [Case] = []
        do {
            try JSONLines.forEachLine(of: bytes) { _, line in
                try cases.append(reader.read(line) ?? decoder.decode(Case.self, from: Data(buffer: line)))
            }
        } catch { return nil }
        return cases
    }

    /// Whether no id stands twice and every pattern is one.
    private static func areUsable(_ cases: [Case]) -> Bool {
        var ids = Set<String>(minimumCapacity: cases.count)
        var patterns: Set<String> = []
        return cases.allSatisfy { one in
            guard ids.insert(one.id).inserted else { return false }
            guard let pattern = one.expectation?.matches, patterns.insert(pattern).inserted else { return true }
            return (try? Pattern(pattern)) != nil
        }
    }
}

/// What came of each piece, put there by several threads.
private final class PiecesRead: @unchecked Sendable {
    private let lock = NSLock()
    private var pieces: [[Case]?]

    init(_ count: Int) { pieces = Array(repeating: nil, count: count) }

    func set(_ cases: [Case]?, at place: Int) { lock.withLock { pieces[place] = cases } }

    /// All cases in order; nil where a piece could not be read.
    var all: [Case]? {
        lock.withLock {
            var all: [Case] = []
            for piece in pieces {
                guard let piece else { return nil }
                if all.isEmpty { all = piece } else { all += piece }
            }
            return all
        }
    }
}
