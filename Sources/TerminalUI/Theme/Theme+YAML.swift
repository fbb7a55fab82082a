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
    /// - Throws: `SettingsError` with the line and, for an unknown key, the nearest known one.
    public init(yaml: String, file: String) throws(SettingsError) {
        self = try ThemeReader(nodes: SettingsNodes(file: file)).read(yaml)
    }
}

/// Walks the YAML nodes of one theme.
private struct ThemeReader {
    let nodes: SettingsNodes

    func read(_ yaml: String) throws(SettingsError) -> Theme {
        let root = try nodes.compose(yaml, of: "a theme", expecting: "a mapping with `roles`")
        var theme = Theme(name: nodes.file, entries: Theme.builtIn.entries)
        for (key, node) in try nodes.mapping(root, at: "a theme") {
            switch try nodes.text(key, at: "a key") {
            case "name": theme.name = try nodes.text(node, at: "name")
            case "description": _ = try nodes.text(node, at: "description")
            case "roles":
                for (roleKey, roleNode) in try nodes.mapping(node, at: "roles") {
                    let name = try nodes.text(roleKey, at: "a role")
                    guard let role = Role(rawValue: name) else {
                        throw nodes.unknown(name, roleKey, kind: "role", known: Role.allCases.map(\.rawValue))
                    }
                    theme.entries[role] = try entry(roleNode, role: name)
                }
            case let other: throw nodes.unknown(other, key, kind: "key of a theme", known: ["name", "description", "roles"])
            }
        }
        return theme
    }

    private func entry(_ node: Node, role: String) throws(SettingsError) -> Theme.Entry {
        var entry = Theme.Entry()
        let modifierNames = Style.Modifiers.names.map(\.1)
        for (key, value) in try nodes.mapping(node, at: "role '\(role)'") {
            let name = try nodes.text(key, at: "a key of role '\(role)'")
            switch name {
            case "fg": entry.foreground = try shade(value)
            case "bg": entry.background = try shade(value)
            case "mono": entry.monoModifiers = try modifierList(value)
            default:
                guard let modifier = modifier(name) else {
                    throw nodes.unknown(name, key, kind: "key of role '\(role)'", known: ["fg", "bg", "mono"] + modifierNames)
                }
                guard let isOn = value.bool else { throw nodes.error(.expected("true or false", at: name), value) }
                if isOn { entry.modifiers.insert(modifier) }
            }
        }
        return entry
    }

    private func shade(_ node: Node) throws(SettingsError) -> Theme.Shade {
        guard case .sequence(let choices) = node else { return Theme.Shade(try colour(node)) }
        guard choices.count <= 3 else { throw nodes.error(.tooManyColours(choices.count), node) }
        guard let first = choices.first else { throw nodes.error(.expected("a colour or a list of colours", at: "a colour"), node) }
        var shade = Theme.Shade(try colour(first))
        if choices.count > 1 { shade.palette256 = try colour(choices[1]) }
        if choices.count > 2 { shade.ansi16 = try colour(choices[2]) }
        return shade
    }

    private func colour(_ node: Node) throws(SettingsError) -> Colour {
        let name = try nodes.text(node, at: "a colour")
        guard let colour = Colour(name) else {
            throw nodes.error(.unknownColour(name, nearest: NearestName.of(name, among: Colour.names + ["default"])), node)
        }
        return colour
    }

    private func modifierList(_ node: Node) throws(SettingsError) -> Style.Modifiers {
        guard case .sequence(let names) = node else { throw nodes.error(.expected("a list of modifiers", at: "mono"), node) }
        var modifiers: Style.Modifiers = []
        for nameNode in names {
            let name = try nodes.text(nameNode, at: "a modifier")
            guard let modifier = modifier(name) else {
                throw nodes.unknown(name, nameNode, kind: "modifier", known: Style.Modifiers.names.map(\.1))
            }
            modifiers.insert(modifier)
        }
        return modifiers
    }

    private func modifier(_ name: String) -> Style.Modifiers? {
        Style.Modifiers.names.first { $0.1 == name }?.0
    }
}
