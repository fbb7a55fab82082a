import TerminalUI

/// The key bindings of a session: the standard ones, changed by a person's file. Dispatch, the footer, the help screen, the
/// command palette, the wording of messages and the written key list all read them.
public struct KeyMap: Equatable, Sendable {
    public private(set) var bindings: [KeyBinding]

    /// The bindings without a file.
    public static let standard = KeyMap(bindings: KeyBinding.all)

    // MARK: Looking up

    /// The binding of a key in a pane; the pane's own goes before one that works everywhere.
    func find(_ key: Key, in pane: Pane) -> KeyBinding? {
        let context = KeyBinding.Context(rawValue: pane.rawValue)
        return bindings.first { $0.context == context && $0.keys.contains(key) }
            ?? bindings.first { $0.context == .everywhere && $0.keys.contains(key) }
    }

    /// The record of an action: one whose key works everywhere, else one that has a key, where there is any.
    func binding(of action: Action) -> KeyBinding? {
        let records = bindings.filter { $0.action == action }
        let bound = records.filter { !$0.keys.isEmpty }
        return bound.first { $0.context == .everywhere } ?? bound.first ?? records.first
    }

    /// The key of an action as messages name it, or the command where it has none.
    func name(of action: Action) -> String {
        guard let binding = binding(of: action), !binding.keys.isEmpty else { return ":\(action.name)" }
        return binding.firstShownKey
    }

    /// The keys of the sources' switches, from that of the first one to that of the last one: `1-9`.
    var flipKeys: String {
        let flips = bindings.filter(\.isFlip)
        if let first = flips.first, !first.keys.isEmpty, !flips.contains(where: { $0.isListed && $0.action != .flip(1) }) {
            return first.shownKeys
        }
        return flips.first { !$0.keys.isEmpty }?.firstShownKey ?? ":refuse"
    }

    /// The key of one source's switch, as the switch shows it; empty where it has none.
    func flipKey(source: Int) -> String {
        bindings.first { $0.action == .flip(source + 1) && !$0.keys.isEmpty }?.keys.first?.name ?? ""
    }

    // MARK: A person's file

    /// The bindings with those of a file in the place of what stands here.
    ///
    /// - Throws: `SettingsError` for a context or an action that is not known, a key that two actions of a context would have,
    ///   and a file after which nothing quits.
    public func applying(_ file: KeyFile) throws(SettingsError) -> KeyMap {
        var map = self
        var lines: [Int: Int] = [:]
        var changesFlips = false
        for entry in file.entries {
            let index = try map.index(of: entry, in: file.file)
            lines[index] = entry.action.line
            guard map.bindings[index].keys != entry.keys else { continue }
            map.bindings[index].keys = entry.keys
            map.bindings[index].shownKeys = entry.keys.isEmpty ? "none" : entry.keys.map(\.name).joined(separator: " ")
            changesFlips = changesFlips || map.bindings[index].isFlip
        }
        try map.requireOneMeaning(lines, file.file)
        // Without the one there is no way out, without the other none to what has lost its key.
        for needed in [Action.quit, .commandLine] {
            guard map.bindings.contains(where: { $0.action == needed && $0.context == .everywhere && !$0.keys.isEmpty }) else {
                let entry = file.entries.first { $0.action.text == needed.name }
                throw SettingsError(file: file.file, line: entry?.action.line, problem: .noKey(of: needed.name))
            }
        }
        if changesFlips { map.describeFlips() }
        return map
    }

    /// The place of the record that an entry is about. An action may get a key in any context: it then has a record of its own there.
    private mutating func index(of entry: KeyFile.Entry, in file: String) throws(SettingsError) -> Int {
        guard let context = KeyBinding.Context(rawValue: entry.context.text) else {
            let known = KeyBinding.Context.allCases.map(\.rawValue)
            throw unknown(entry.context, "context", known, file)
        }
        if let index = bindings.firstIndex(where: { $0.context == context && $0.action.name == entry.action.text }) { return index }
        guard var copy = bindings.first(where: { $0.action.name == entry.action.text }) else {
            throw unknown(entry.action, "action", bindings.map(\.action.name), file)
        }
        copy.context = context
        copy.label = ""
        copy.isListed = true
        bindings.append(copy)
        return bindings.endIndex - 1
    }

    private func unknown(_ word: KeyFile.Word, _ kind: String, _ known: [String], _ file: String) -> SettingsError {
        SettingsError(file: file, line: word.line, unknown: word.text, kind: kind, known: known)
    }

    /// - Parameter lines: of the records that the file is about.
    private func requireOneMeaning(_ lines: [Int: Int], _ file: String) throws(SettingsError) {
        for context in KeyBinding.Context.allCases {
            var owner: [Key: Int] = [:]
            for (index, binding) in bindings.enumerated() where binding.context == context {
                for key in Set(binding.keys) {
                    guard let other = owner.updateValue(index, forKey: key) else { continue }
                    // The line to look at is one of the file; where both are, the later one.
                    let isLater = (lines[index] ?? 0) >= (lines[other] ?? 0)
                    let (here, there) = isLater ? (index, other) : (other, index)
                    throw SettingsError(
                        file: file, line: lines[here],
                        problem: .keyTwice(
                            key.name, of: bindings[here].action.name, context: context.rawValue, also: bindings[there].action.name,
                            line: lines[there]))
                }
            }
        }
    }

    /// The switches of the sources stand in one line where their keys follow one another, else each for itself.
    private mutating func describeFlips() {
        let places = bindings.indices.filter { bindings[$0].isFlip && bindings[$0].context == .everywhere }
        let names = places.map { bindings[$0].keys.count == 1 ? bindings[$0].keys[0].name : "" }
        let isRow = KeyMap.followOneAnother(places.map { bindings[$0].keys })
        for (order, place) in places.enumerated() {
            bindings[place].isListed = !isRow || order == 0
            if isRow, order == 0 {
                bindings[place].shownKeys = "\(names[0])-\(names[places.count - 1])"
            } else if !isRow {
                bindings[place].shownKeys = bindings[place].keys.isEmpty ? "none" : bindings[place].keys.map(\.name).joined(separator: " ")
                if case .flip(let number) = bindings[place].action {
                    bindings[place].tooltip = "Refuse source \(number), or allow it again"
                }
            }
        }
    }

    /// Whether there is one key each, and each is the next of the one before: 1 2 3, F1 F2 F3.
    private static func followOneAnother(_ keys: [[Key]]) -> Bool {
        let numbers = keys.map { keys -> Int? in
            guard keys.count == 1 else { return nil }
            switch keys[0] {
            case .character(let character):
                return character.unicodeScalars.count == 1 ? character.unicodeScalars.first.map { Int($0.value) } : nil
            case .function(let number): return number - 1_000
            default: return nil
            }
        }
        guard let first = numbers.first, let first else { return false }
        return numbers.enumerated().allSatisfy { $0.element == first + $0.offset }
    }
}

extension KeyBinding {
    var isFlip: Bool {
        if case .flip = action { return true }
        return false
    }

    /// The first of the keys, as it is written.
    var firstShownKey: String { shownKeys.split(separator: " ").first.map(String.init) ?? "" }
}
