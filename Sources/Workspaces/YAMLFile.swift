import Foundation
import Provenance
import Yams

/// YAML that a person wrote, read with errors that name the file, the line and the key.
enum YAMLFile {
    /// Decodes a document after checking that every key of its top level is known.
    static func decode<Value: Decodable>(_ type: Value.Type, path: String, keys: [String], listKeys: (list: String, keys: [String])? = nil)
        throws
        -> Value
    {
        let data = try TextFile.read(path)
        guard let text = String(data: data, encoding: .utf8) else {
            throw WorkspaceError(file: path, problem: "it is not UTF-8 text")
        }
        guard !YAMLAliases.areTooMany(in: text) else {
            throw WorkspaceError(file: path, problem: "it holds more aliases (`*name`) than can be followed", advice: "write them out")
        }
        do {
            guard let root = try Yams.compose(yaml: text) else { throw WorkspaceError(file: path, problem: "it is empty") }
            guard let mapping = root.mapping else {
                throw WorkspaceError(file: path, problem: "expected keys with values, such as `\(keys.first ?? "name"): ...`")
            }
            try check(mapping, keys: keys, path: path)
            if let listKeys, let entries = mapping[Node(listKeys.list)]?.sequence {
                for entry in entries {
                    guard let inner = entry.mapping else {
                        throw WorkspaceError(
                            file: path, place: place(entry), problem: "expected keys with values in `\(listKeys.list)`")
                    }
                    try check(inner, keys: listKeys.keys, path: path)
                }
            }
            return try YAMLDecoder().decode(type, from: root)
        } catch let error as WorkspaceError {
            throw error
        } catch let error as DecodingError {
            throw WorkspaceError(file: path, problem: error.sentence)
        } catch let error as YamlError {
            throw WorkspaceError(file: path, place: line(of: error), problem: "this is not valid YAML: \(reason(error))")
        } catch {
            throw WorkspaceError(file: path, problem: "\(error)")
        }
    }

    private static func check(_ mapping: Node.Mapping, keys: [String], path: String) throws {
        for (key, _) in mapping {
            let name = key.string ?? "?"
            guard !keys.contains(name) else { continue }
            let hint = WorkspaceKeys.nearest(name, keys).map { "did you mean `\($0)`?" } ?? "known keys: \(keys.joined(separator: ", "))"
            throw WorkspaceError(file: path, place: place(key), problem: "unknown key `\(name)`", advice: hint)
        }
    }

    private static func place(_ node: Node) -> String? {
        node.mark.map { "line \($0.line)" }
    }

    private static func line(of error: YamlError) -> String? {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): "line \(mark.line)"
        default: nil
        }
    }

    private static func reason(_ error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        default: "\(error)"
        }
    }
}
