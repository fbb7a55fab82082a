import Yams

/// The keys that a person wants, as a YAML file has them: contexts, in them names of actions, beside them a key or a list of
/// keys. What contexts and actions there are is known to whoever dispatches keys.
///
///     trace:
///       run_or_pause: [Space, F5]
///     everywhere:
///       zoom: Z
public struct KeyFile: Equatable, Sendable {
    /// A word of the file, and its line counted from 1.
    public struct Word: Equatable, Sendable {
        public var text: String
        public var line: Int?

        public init(_ text: String, line: Int?) {
            self.text = text
            self.line = line
        }
    }

    /// The keys of one action in one context.
    public struct Entry: Equatable, Sendable {
        public var context: Word
        public var action: Word
        public var keys: [Key]
    }

    /// The name that errors show.
    public var file: String
    public var entries: [Entry]

    /// Reads the text of a file. An empty file asks for nothing.
    ///
    /// - Throws: `SettingsError` with the line and, for a key that is not known, the nearest one.
    public init(yaml: String, file: String) throws(SettingsError) {
        self.file = file
        entries = []
        let nodes = SettingsNodes(file: file)
        let isBlank = yaml.split(whereSeparator: \.isNewline).allSatisfy { $0.drop { $0 == " " }.first.map { $0 == "#" } ?? true }
        guard !isBlank else { return }
        let root = try nodes.compose(yaml, of: "a file of keys", expecting: "a mapping of contexts")
        for (contextNode, actions) in try nodes.mapping(root, at: "a file of keys") {
            let context = Word(try nodes.text(contextNode, at: "a context"), line: contextNode.mark?.line)
            for (actionNode, keys) in try nodes.mapping(actions, at: "'\(context.text)'") {
                let action = Word(try nodes.text(actionNode, at: "an action"), line: actionNode.mark?.line)
                entries.append(Entry(context: context, action: action, keys: try KeyFile.keys(keys, of: action.text, nodes)))
            }
        }
    }

    private static func keys(_ node: Node, of action: String, _ nodes: SettingsNodes) throws(SettingsError) -> [Key] {
        guard case .sequence(let names) = node else { return [try key(node, of: action, nodes)] }
        var keys: [Key] = []
        for name in names { keys.append(try key(name, of: action, nodes)) }
        return keys
    }

    private static func key(_ node: Node, of action: String, _ nodes: SettingsNodes) throws(SettingsError) -> Key {
        let name = try nodes.text(node, at: "the key of '\(action)'")
        guard let key = Key(name: name) else { throw nodes.error(.unknownKeyName(name, nearest: Key.nearestName(to: name)), node) }
        if let known = Key.notSent.first(where: { $0.key == key }) {
            throw nodes.error(.keyNotSent(name, instead: known.instead?.name), node)
        }
        return key
    }
}
