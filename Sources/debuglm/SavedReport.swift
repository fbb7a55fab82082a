import Foundation
import Provenance
import Workspaces

/// Reports in files.
enum SavedReport {
    /// A report that `write` wrote, or that `debuglm eval --json` printed.
    ///
    /// - Throws: `WorkspaceError` naming the file.
    static func read(_ path: String) throws -> EvaluationReport {
        do { return try JSONDecoder().decode(EvaluationReport.self, from: TextFile.read(path)) } catch let error as DecodingError {
            throw WorkspaceError(file: path, problem: error.sentence, advice: "expected a report of `debuglm eval --save`")
        }
    }

    /// Writes a report whole or not at all.
    static func write(_ report: EvaluationReport, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try TextFile.write(encoder.encode(report) + Data("\n".utf8), to: path)
    }

    /// Fails now, with a `WorkspaceError`, when a file could not be written after a long measurement.
    static func requireFolder(of path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw WorkspaceError(file: path, problem: "its folder is missing or cannot be written", advice: "make it first")
        }
    }
}
