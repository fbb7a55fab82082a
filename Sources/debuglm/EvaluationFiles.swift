import Foundation
import LocalEngine
import Provenance
import Workspaces

/// Finds and reads the held-out rows of an evaluation: DIR/<source>.jsonl.
enum EvaluationFiles {
    private struct Row: Decodable {
        var prompt: String
        var answer: String
        /// What an answer may be chosen from.
        var choices: [String]

        private enum CodingKeys: String, CodingKey {
            case prompt, answer, choices
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            prompt = try container.decode(String.self, forKey: .prompt)
            answer = try container.decode(String.self, forKey: .answer)
            choices = try container.decodeIfPresent([String].self, forKey: .choices) ?? []
            for (key, text) in [(CodingKeys.prompt, prompt), (.answer, answer)] where text.isEmpty {
                throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: "the text is empty")
            }
        }
    }

    /// Rows of every file of the folders whose name is a source of the manifest. Files of other names, and sources without rows, are
    /// reported, not skipped in silence.
    ///
    /// - Throws: `WorkspaceError` naming the file and line of a bad row, or the folder when it holds no row at all.
    static func rows(in folders: [String], manifest: Manifest, limit: Int?, seed: UInt64, note: (String) -> Void) throws -> [EvaluationRow]
    {
        let rows = try folders.flatMap { try sourceRows(in: $0, manifest: manifest, limit: limit, seed: seed, note: note) }
        let found = Set(rows.map(\.source))
        for source in manifest.sources where !found.contains(source.name) {
            note("\(folders.joined(separator: ", ")): no rows of \(source.name); it has no figures of its own")
        }
        return rows
    }

    private static func sourceRows(
        in folder: String, manifest: Manifest, limit: Int?, seed: UInt64, note: (String) -> Void
    ) throws -> [EvaluationRow] {
        var rows: [EvaluationRow] = []
        for (name, path) in try files(in: folder) {
            guard let source = manifest.sources.first(where: { $0.name.caseInsensitiveCompare(name) == .orderedSame }) else {
                note("\(path): \(name.uppercased()) is not a source of this model; its rows are left out")
                continue
            }
            // A reinforcement stage learned from a check of the answers, so there is one.
            rows += try read(path, source: source.name, isChecked: source.stage == .rl, limit: limit, seed: seed)
        }
        guard !rows.isEmpty else {
            throw WorkspaceError(
                file: folder, problem: "it holds no rows of this model's sources",
                advice: "expected files such as \((manifest.sources.first?.name ?? "source").lowercased()).jsonl")
        }
        return rows
    }

    /// What names sources without the model, learned from DIR/<source>.jsonl.
    ///
    /// - Parameter rows: the held-out rows; a source of theirs without training rows is reported, because its baselines must fail.
    /// - Throws: `WorkspaceError` as `rows` does.
    static func baselines(
        in folder: String, manifest: Manifest, rows: [EvaluationRow], note: (String) -> Void
    ) throws -> SourceBaselines {
        let baselines = SourceBaselines(
            training: try sourceRows(in: folder, manifest: manifest, limit: nil, seed: 0, note: note))
        for source in Set(rows.map(\.source)).sorted() where baselines.rowCounts[source] == nil {
            note("\(folder): there are no training rows of \(source); the baselines cannot name it")
        }
        return baselines
    }

    /// Question sets that belong to no source, by file name; an empty one is reported and left out.
    ///
    /// - Throws: `WorkspaceError` as `rows` does.
    static func questions(in folder: String, limit: Int?, seed: UInt64, note: (String) -> Void) throws -> [String: [EvaluationRow]] {
        var sets: [String: [EvaluationRow]] = [:]
        for (name, path) in try files(in: folder) {
            let rows = try read(path, source: name.uppercased(), limit: limit, seed: seed)
            if rows.isEmpty { note("\(path): it holds no rows; the set is left out") } else { sets[name.uppercased(), default: []] += rows }
        }
        guard !sets.isEmpty else {
            throw WorkspaceError(file: folder, problem: "it holds no questions", advice: "expected JSON Lines files, *.jsonl")
        }
        return sets
    }

    private static func files(in folder: String) throws -> [(name: String, path: String)] {
        let names: [String]
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
            throw WorkspaceError(file: folder, problem: "there is no such folder", advice: "give one that holds <source>.jsonl files")
        }
        guard isFolder.boolValue else {
            throw WorkspaceError(file: folder, problem: "it is a file", advice: "give the folder that it lies in")
        }
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
            throw WorkspaceError(file: folder, problem: "there is no permission to read the folder")
        }
        return names.filter { $0.hasSuffix(".jsonl") }.sorted().map { (String($0.dropLast(6)), folder + "/" + $0) }
    }

    private static func read(
        _ path: String, source: String, isChecked: Bool = false, limit: Int?, seed: UInt64
    ) throws -> [EvaluationRow] {
        var rows = try JSONLines.numbered(Row.self, from: TextFile.read(path), file: path)
            .map { line, row in
                EvaluationRow(
                    source: source, prompt: row.prompt, answer: row.answer,
                    check: isChecked ? AnswerCheck(answer: row.answer, choices: row.choices) : nil, place: "\(path), line \(line)")
            }
        if let limit, limit < rows.count {
            var generator = SplitMix64(state: seed)
            rows.shuffle(using: &generator)
            rows.removeSubrange(limit...)
        }
        return rows
    }
}
