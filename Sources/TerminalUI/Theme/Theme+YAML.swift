import Yams

extension Theme {
    /// Reads a theme from the text of a YAML file. `file` is the name that errors show.
    ///
    ///     name: dark
    ///     roles:
    ///       title: { fg: ["#a9b1d6", 146, white], bold: true }
    ///       selection: { bg: "#2a3350", mono: [reverse] }
    ///
    /// A colour is one value or a list of up to three: for direct colours, for 256, for 16. `mono` lists the modifiers
    /// that replace the others where there are no colours. Roles left out are taken from the built-in theme.
    ///
    /// - Throws: `ThemeError` with the line and, for an unknown key, the nearest known one.
    public init(yaml: String, file: String) throws(ThemeError) {
        self = try ThemeReader(file: file).read(yaml)
    }
}

/// Walks the YAML nodes of one theme.
private struct ThemeReader {
    let file: String

    func read(_ yaml: String) throws(ThemeError) -> Theme {
        let root = try compose(yaml)
        var theme = Theme(name: file, entries: Theme.builtIn.entries)
        for (key, node) in try mapping(root, at: "a theme") {
            switch try text(key, at: "a key") {
            case "name": theme.name = try text(node, at: "name")
            case "description": _ = try text(node, at: "description")
            case "roles":
                for (roleKey, roleNode) in try mapping(node, at: "roles") {
                    let name = try text(roleKey, at: "a role")
                    guard let role = Role(rawValue: name) else {
                        throw unknown(name, roleKey, kind: "role", known: Role.allCases.map(\.rawValue))
                    }
                    theme.entries[role] = try entry(roleNode, role: name)
                }
            case let other: throw unknown(other, key, kind: "key of a theme", known: ["name", "description", "roles"])
            }
        }
        return theme
    }

    private func entry(_ node: Node, role: String) throws(ThemeError) -> Theme.Entry {
        var entry = Theme.Entry()
        let modifierNames = Style.Modifiers.names.map(\.1)
        for (key, value) in try mapping(node, at: "role '\(role)'") {
            let name = try text(key, at: "a key of role '\(role)'")
            switch name {
            case "fg": entry.foreground = try shade(value)
            case "bg": entry.background = try shade(value)
            case "mono": entry.monoModifiers = try modifierList(value)
            default:
                guard let modifier = modifier(name) else {
                    throw unknown(name, key, kind: "key of role '\(role)'", known: ["fg", "bg", "mono"] + modifierNames)
                }
                guard let isOn = value.bool else { throw error(.expected("true or false", at: name), value) }
                if isOn { entry.modifiers.insert(modifier) }
            }
        }
        return entry
    }

    private func shade(_ node: Node) throws(ThemeError) -> Theme.Shade {
        guard case .sequence(let choices) = node else { return Theme.Shade(try colour(node)) }
        guard choices.count <= 3 else { throw error(.tooManyColours(choices.count), node) }
        guard let first = choices.first else { throw error(.expected("a colour or a list of colours", at: "a colour"), node) }
        var shade = Theme.Shade(try colour(first))
        if choices.count > 1 { shade.palette256 = try colour(choices[1]) }
        if choices.count > 2 { shade.ansi16 = try colour(choices[2]) }
        return shade
    }

    private func colour(_ node: Node) throws(ThemeError) -> Colour {
        let name = try text(node, at: "a colour")
        guard let colour = Colour(name) else {
            throw error(.unknownColour(name, nearest: NearestName.of(name, among: Colour.names + ["default"])), node)
        }
        return colour
    }

    private func modifierList(_ node: Node) throws(ThemeError) -> Style.Modifiers {
        guard case .sequence(let names) = node else { throw error(.expected("a list of modifiers", at: "mono"), node) }
        var modifiers: Style.Modifiers = []
        for nameNode in names {
            let name = try text(nameNode, at: "a modifier")
            guard let modifier = modifier(name) else {
                throw unknown(name, nameNode, kind: "modifier", known: Style.Modifiers.names.map(\.1))
            }
            modifiers.insert(modifier)
        }
        return modifiers
    }

    private func modifier(_ name: String) -> Style.Modifiers? {
        Style.Modifiers.names.first { $0.1 == name }?.0
    }

    // MARK: Nodes

    private func compose(_ yaml: String) throws(ThemeError) -> Node {
        do {
            guard let node = try Yams.compose(yaml: yaml) else {
                throw ThemeError(file: file, line: nil, problem: .expected("a mapping with `roles`", at: "a theme"))
            }
            return node
        } catch let error as ThemeError {
            throw error
        } catch YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _)
        {
            throw ThemeError(file: file, line: mark.line, problem: .notYAML(problem))
        } catch YamlError.duplicatedKeysInMapping(let duplicates, let context) {
            let names = duplicates.sorted().joined(separator: ", ")
            throw ThemeError(file: file, line: context.mark.line, problem: .notYAML("the key '\(names)' stands twice in this mapping"))
        } catch {
            throw ThemeError(file: file, line: nil, problem: .notYAML("not UTF-8 text or a control character in it"))
        }
    }

    private func mapping(_ node: Node, at place: String) throws(ThemeError) -> Node.Mapping {
        guard case .mapping(let mapping) = node else { throw error(.expected("a mapping of keys to values", at: place), node) }
        return mapping
    }

    private func text(_ node: Node, at place: String) throws(ThemeError) -> String {
        guard case .scalar(let scalar) = node else { throw error(.expected("one value", at: place), node) }
        return scalar.string
    }

    private func unknown(_ key: String, _ node: Node, kind: String, known: [String]) -> ThemeError {
        error(.unknownKey(key, of: kind, nearest: NearestName.of(key, among: known)), node)
    }

    private func error(_ problem: ThemeError.Problem, _ node: Node) -> ThemeError {
        ThemeError(file: file, line: node.mark?.line, problem: problem)
    }
}
