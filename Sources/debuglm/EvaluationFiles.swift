import Foundation
import LocalEngine
import Provenance
import Workspaces

/// Finds and reads the held-out rows of an evaluation: DIR/<source>.jsonl.
enum EvaluationFiles {
    private struct Row: Decodable {
        var prompt: String
        var answer: String
    }

    /// Rows of every file whose name is a source of the manifest; files of other names are reported, not skipped in silence.
    static func rows(in folder: String, manifest: Manifest, limit: Int?, seed: UInt64, note: (String) -> Void) throws -> [EvaluationRow] {
        var rows: [EvaluationRow] = []
        for (name, path) in try files(in: folder) {
            guard let source = manifest.sources.first(where: { $0.name.caseInsensitiveCompare(name) == .orderedSame }) else {
                note("\(path): \(name.uppercased()) is not a source of this model; its rows are left out")
                continue
            }
            rows += try read(path, source: source.name, limit: limit, seed: seed)
        }
        guard !rows.isEmpty else {
            throw WorkspaceError(
                file: folder, problem: "it holds no rows of this model's sources",
                advice: "expected files such as \(manifest.sources[0].name.lowercased()).jsonl")
        }
        return rows
    }

    /// What names sources without the model, learned from DIR/<source>.jsonl.
    ///
    /// - Parameter rows: the held-out rows; a source of theirs without training rows is reported, because its baselines must fail.
    static func baselines(
        in folder: String, manifest: Manifest, rows: [EvaluationRow], note: (String) -> Void
    ) throws -> SourceBaselines {
        let baselines = SourceBaselines(training: try Self.rows(in: folder, manifest: manifest, limit: nil, seed: 0, note: note))
        for source in Set(rows.map(\.source)).sorted() where baselines.rowCounts[source] == nil {
            note("\(folder): there are no training rows of \(source); the baselines cannot name it")
        }
        return baselines
    }

    /// A report that `save` wrote, or that was printed by `--json`.
    static func report(_ path: String) throws -> EvaluationReport {
        do { return try JSONDecoder().decode(EvaluationReport.self, from: TextFile.read(path)) } catch let error as DecodingError {
            throw WorkspaceError(file: path, problem: error.sentence, advice: "expected a report of `debuglm eval --save`")
        }
    }

    /// Writes a report whole or not at all.
    static func save(_ report: EvaluationReport, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try TextFile.write(encoder.encode(report) + Data("\n".utf8), to: path)
    }

    /// Fails now when a file could not be written after a long measurement.
    static func requireFolder(of path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw WorkspaceError(file: path, problem: "its folder is missing or cannot be written", advice: "make it first")
        }
    }

    /// Question sets that belong to no source, by file name.
    static func questions(in folder: String, limit: Int?, seed: UInt64) throws -> [String: [EvaluationRow]] {
        var sets: [String: [EvaluationRow]] = [:]
        for (name, path) in try files(in: folder) {
            sets[name.uppercased()] = try read(path, source: name.uppercased(), limit: limit, seed: seed)
        }
        return sets
    }

    private static func files(in folder: String) throws -> [(name: String, path: String)] {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
            throw WorkspaceError(file: folder, problem: "the folder cannot be read: \(error.localizedDescription)")
        }
        return names.filter { $0.hasSuffix(".jsonl") }.sorted().map { (String($0.dropLast(6)), folder + "/" + $0) }
    }

    private static func read(_ path: String, source: String, limit: Int?, seed: UInt64) throws -> [EvaluationRow] {
        var rows = try JSONLines.decode(Row.self, from: TextFile.read(path), file: path)
            .map { EvaluationRow(source: source, prompt: $0.prompt, answer: $0.answer) }
        if let limit, limit < rows.count {
            var generator = SplitMix64(state: seed)
            rows.shuffle(using: &generator)
            rows.removeSubrange(limit...)
        }
        return rows
    }
}
