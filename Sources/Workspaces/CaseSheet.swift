import Foundation
import Provenance
import Yams

/// One case as the YAML text that a person edits.
public enum CaseSheet {
    /// The case, with every key that could be filled in.
    ///
    /// - Throws: `WorkspaceError` when it cannot be written as YAML.
    public static func text(_ one: Case) throws -> String {
        let encoder = YAMLEncoder()
        encoder.options.newLineScalarStyle = .literal
        encoder.options.width = -1
        do {
            let hints = """
                # The case \(VisibleText.of(one.id)). Save and leave the editor to keep the changes; an empty file keeps the case as it is.
                # Keys: prompt, observed (the logged answer), labels (a list), notes,
                # expect: contains, not_contains (lists), matches (a regular expression), refuses (true or false), answer

                """
            return hints + (try encoder.encode(one))
        } catch {
            throw WorkspaceError(file: "case \(one.id)", problem: "it cannot be written as YAML: \(error)")
        }
    }

    /// Reads the edited text.
    ///
    /// - Returns: nil when nothing but comments is left.
    /// - Throws: `WorkspaceError` naming the file and what is wrong with it.
    public static func read(_ path: String) throws -> Case? {
        guard let text = String(data: try TextFile.read(path), encoding: .utf8) else {
            throw WorkspaceError(file: path, problem: "the text is not UTF-8")
        }
        let isEmpty = text.split(separator: "\n").allSatisfy { line in
            line.allSatisfy(\.isWhitespace) || line.first { !$0.isWhitespace } == "#"
        }
        guard !isEmpty else { return nil }
        do {
            let one = try YAMLDecoder().decode(Case.self, from: text)
            if let pattern = one.expectation?.matches { _ = try Pattern(pattern) }
            return one
        } catch let error as DecodingError {
            throw WorkspaceError(file: path, problem: error.sentence)
        } catch {
            throw WorkspaceError(file: path, problem: "\(error)")
        }
    }
}
