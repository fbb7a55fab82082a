import Yams

/// Walks the YAML nodes of a file of settings; errors name the file and the line.
struct SettingsNodes {
    let file: String

    /// - Parameters:
    ///   - kind: what the file is, for errors.
    ///   - expectation: what it should hold, where it is empty.
    func compose(_ yaml: String, of kind: String, expecting expectation: String) throws(SettingsError) -> Node {
        // Aliases of aliases make a key whose comparison takes hours; such files need none.
        let words = yaml.split { " \n\r\t[]{},:?-".contains($0) }
        guard words.count(where: { $0.first == "*" && $0.count > 1 }) <= 32 else {
            throw SettingsError(file: file, line: nil, problem: .notYAML("more aliases than can be followed"))
        }
        do {
            guard let node = try Yams.compose(yaml: yaml) else {
                throw SettingsError(file: file, line: nil, problem: .expected(expectation, at: kind))
            }
            return node
        } catch let error as SettingsError {
            throw error
        } catch YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _)
        {
            throw SettingsError(file: file, line: mark.line, problem: .notYAML(problem))
        } catch YamlError.duplicatedKeysInMapping(let duplicates, let context) {
            let names = duplicates.sorted().joined(separator: ", ")
            throw SettingsError(file: file, line: context.mark.line, problem: .notYAML("the key '\(names)' stands twice in this mapping"))
        } catch {
            throw SettingsError(file: file, line: nil, problem: .notYAML("not UTF-8 text or a control character in it"))
        }
    }

    func mapping(_ node: Node, at place: String) throws(SettingsError) -> Node.Mapping {
        guard case .mapping(let mapping) = node else { throw error(.expected("a mapping of keys to values", at: place), node) }
        return mapping
    }

    func text(_ node: Node, at place: String) throws(SettingsError) -> String {
        guard case .scalar(let scalar) = node else { throw error(.expected("one value", at: place), node) }
        return scalar.string
    }

    func unknown(_ key: String, _ node: Node, kind: String, known: [String]) -> SettingsError {
        error(.unknownKey(key, of: kind, nearest: NearestName.of(key, among: known)), node)
    }

    func error(_ problem: SettingsError.Problem, _ node: Node) -> SettingsError {
        SettingsError(file: file, line: node.mark?.line, problem: problem)
    }
}
