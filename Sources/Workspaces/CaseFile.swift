import Foundation
import Provenance

/// Cases in a file of their own, to be taken into a workspace or out of one: JSON Lines, or CSV by the ending `.csv`.
///
/// A table has a column `prompt`, and may have `id`, `observed` (or `answer`, `response`: what was logged), `labels` (separated
/// by `;`), `notes`, and what is expected: `contains` and `not_contains` (a text a line), `matches`, `refuses`, `expected` (the whole
/// answer). JSON Lines have the keys of the cases file; `id` may be
/// missing, and so may be everything but `prompt`. Other columns and keys stay with the case.
public enum CaseFile {
    private static let columns = [
        "id", "prompt", "observed", "labels", "notes", "contains", "not_contains", "matches", "refuses", "expected",
    ]
    /// What other programs call the logged answer.
    private static let observedNames = ["observed", "answer", "response", "completion", "output"]

    /// Reads cases; one without an id is called after the file and its row.
    ///
    /// - Throws: `WorkspaceError` naming the line and what is wrong with it.
    public static func read(_ path: String) throws -> [Case] {
        let data = try TextFile.read(path)
        return isTable(path) ? try read(CSVTable(data, file: path), file: path) : try readLines(data, file: path)
    }

    private static func checkPattern(_ expectation: Expectation?, file: String, line: Int) throws {
        guard let pattern = expectation?.matches else { return }
        do { _ = try Pattern(pattern) } catch { throw WorkspaceError(file: file, place: "line \(line)", problem: "\(error)") }
    }

    /// Writes cases to a new file.
    ///
    /// - Throws: `WorkspaceError` when the file stands there already, or cannot be written.
    public static func write(_ cases: [Case], to path: String) throws {
        try TextFile.requireFree(path)
        try TextFile.write(isTable(path) ? Data(table(cases).text.utf8) : JSONLines.encode(cases), to: path)
    }

    private static func isTable(_ path: String) -> Bool { path.lowercased().hasSuffix(".csv") }

    private static func stem(_ path: String) -> String {
        let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        return name.isEmpty ? "case" : name
    }

    // MARK: JSON Lines

    private static func readLines(_ data: Data, file: String) throws -> [Case] {
        let stem = stem(file)
        var reader = PlainCaseReader()
        let read = try JSONLines.numbered(ReadCase.self, from: data, file: file) { line, index in
            reader.read(line, id: "\(stem)-\(index + 1)").flatMap(withObserved).map(ReadCase.plain)
        }
        return try read.enumerated().map { index, read in
            let one: Case
            switch read.value {
            case .plain(let plain): one = plain
            case .other(var row):
                if row["id"] == nil { row["id"] = .string("\(stem)-\(index + 1)") }
                if row["observed"] == nil, let name = observedNames.first(where: { row[$0] != nil }) {
                    row["observed"] = row.removeValue(forKey: name)
                }
                do { one = try JSONDecoder().decode(Case.self, from: JSONEncoder().encode(row)) } catch let error as DecodingError {
                    throw WorkspaceError(file: file, place: "line \(read.line)", problem: error.sentence)
                }
            }
            try checkPattern(one.expectation, file: file, line: read.line)
            return one
        }
    }

    /// A line that is a case as it stands, or one that has to be looked at key by key.
    private enum ReadCase: Decodable {
        case plain(Case)
        case other([String: JSONValue])

        init(from decoder: any Decoder) throws { self = .other(try [String: JSONValue](from: decoder)) }
    }

    /// A case whose logged answer stands under its own key, whatever other programs call it; nil where that is no text.
    private static func withObserved(_ read: Case) -> Case? {
        guard read.observed == nil, let name = observedNames.first(where: { read.otherKeys[$0] != nil }) else { return read }
        guard case .string(let text) = read.otherKeys[name] else { return nil }
        var one = read
        one.observed = text
        one.otherKeys[name] = nil
        return one
    }

    // MARK: CSV

    private static func read(_ table: CSVTable, file: String) throws -> [Case] {
        let names = table.header.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        guard names.contains("prompt") else {
            throw WorkspaceError(
                file: file, place: "line 1", problem: "no column is called prompt", advice: "columns: \(columns.joined(separator: ", "))")
        }
        let stem = stem(file)
        let observed = observedNames.first(where: names.contains)
        return try table.rows.enumerated().map { index, row in
            func failure(_ problem: String) -> WorkspaceError { WorkspaceError(file: file, place: "line \(row.line)", problem: problem) }
            func field(_ name: String) -> String? {
                guard let column = names.firstIndex(of: name), !row.fields[column].isEmpty else { return nil }
                return row.fields[column]
            }
            func lines(_ name: String) -> [String] { field(name)?.split(whereSeparator: \.isNewline).map(String.init) ?? [] }
            guard let prompt = field("prompt") else { throw failure("the prompt is empty") }
            var expectation = Expectation(
                contains: lines("contains"), notContains: lines("not_contains"),
                matches: field("matches"), answer: field("expected"))
            if let word = field("refuses") {
                guard let refuses = ["true": true, "yes": true, "1": true, "false": false, "no": false, "0": false][word.lowercased()]
                else {
                    throw failure("refuses is \(word.debugDescription), not true or false")
                }
                expectation.refuses = refuses
            }
            try checkPattern(expectation, file: file, line: row.line)
            let labels = field("labels")?.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
            var others: [String: JSONValue] = [:]
            for (column, name) in names.enumerated() where !columns.contains(name) && name != observed && !name.isEmpty {
                if !row.fields[column].isEmpty { others[name] = .string(row.fields[column]) }
            }
            return Case(
                id: field("id") ?? "\(stem)-\(index + 1)", prompt: prompt, observed: observed.flatMap(field),
                expectation: expectation.isEmpty ? nil : expectation, labels: labels.filter { !$0.isEmpty }, notes: field("notes"),
                otherKeys: others)
        }
    }

    /// The cases as a table. Keys that no column is for go with JSON Lines alone.
    private static func table(_ cases: [Case]) -> CSVTable {
        CSVTable(
            header: columns,
            rows: cases.map { one in
                let expectation = one.expectation
                return [
                    one.id, one.prompt, one.observed ?? "", one.labels.joined(separator: ";"), one.notes ?? "",
                    expectation?.contains.joined(separator: "\n") ?? "", expectation?.notContains.joined(separator: "\n") ?? "",
                    expectation?.matches ?? "",
                    expectation?.refuses.map { $0 ? "true" : "false" } ?? "", expectation?.answer ?? "",
                ]
            })
    }
}
