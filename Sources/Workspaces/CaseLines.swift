import Foundation
import Provenance

/// The lines of a cases file as people wrote them, by what they say.
struct CaseLines {
    private var lines: [Case: Data] = [:]

    /// No lines: every case is written anew.
    init() {}

    /// - Throws: `WorkspaceError` when the file cannot be read.
    init(path: String) throws {
        let data = try TextFile.read(path)
        let decoder = JSONDecoder()
        var reader = PlainCaseReader()
        data.withUnsafeBytes { raw in
            JSONLines.forEachLine(of: raw.bindMemory(to: UInt8.self)) { _, bytes in
                let line = Data(buffer: bytes)
                if let said = try? reader.read(bytes) ?? decoder.decode(Case.self, from: line) { lines[said] = line }
            }
        }
    }

    /// A file of these cases: known lines as they are, others with sorted keys.
    func written(_ cases: [Case], removed: RemovedLines?) throws -> Data {
        var data = Data()
        data.reserveCapacity(lines.values.reduce(0) { $0 + $1.count + 1 })
        let encoder = JSONLines.encoder
        for one in cases {
            data.append(try lines[one] ?? removed?.line(of: one) ?? encoder.encode(one))
            data.append(UInt8(ascii: "\n"))
        }
        return data
    }

    /// The lines of cases that are not among others, whatever those say now.
    func missing(in cases: [Case]) -> [Case: Data] {
        guard lines.count > 0 else { return [:] }
        let ids = Set(cases.lazy.map(\.id))
        return lines.filter { !ids.contains($0.key.id) }
    }
}

/// The lines of cases that were taken out of a file, so that one that comes back is written as it was, unusual keys and all.
public final class RemovedLines: @unchecked Sendable {
    private let lock = NSLock()
    private var lines: [Case: Data] = [:]

    public init() {}

    func add(_ removed: [Case: Data]) { lock.withLock { lines.merge(removed) { $1 } } }

    func line(of one: Case) -> Data? { lock.withLock { lines[one] } }
}
