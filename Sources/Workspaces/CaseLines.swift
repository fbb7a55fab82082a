import Foundation
import Provenance

/// The lines of a cases file as people wrote them, by what they say.
struct CaseLines {
    private var lines: [Case: Data] = [:]

    /// No lines: every case is written anew.
    init() {}

    /// - Throws: `WorkspaceError` when the file cannot be read.
    init(path: String) throws {
        let decoder = JSONDecoder()
        for line in try TextFile.read(path).split(separator: UInt8(ascii: "\n")) {
            let plain = line.withUnsafeBytes { PlainCaseReader.read($0.bindMemory(to: UInt8.self)) }
            if let said = try? plain ?? decoder.decode(Case.self, from: line) { lines[said] = line }
        }
    }

    /// A file of these cases: known lines as they are, others with sorted keys.
    func written(_ cases: [Case]) throws -> Data {
        var data = Data()
        for one in cases {
            guard let line = lines[one] else {
                data.append(try JSONLines.encode([one]))
                continue
            }
            data.append(line)
            data.append(UInt8(ascii: "\n"))
        }
        return data
    }
}
