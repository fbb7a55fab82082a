/// Modifier keys held with a key that is not a character.
public struct KeyModifiers: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let shift = KeyModifiers(rawValue: 1)
    public static let alt = KeyModifiers(rawValue: 2)
    public static let control = KeyModifiers(rawValue: 4)
}

/// A key as a person names it.
public indirect enum Key: Hashable, Sendable {
    case character(Character)
    case enter, escape, tab, backTab
    case up, down, left, right
    case home, end, pageUp, pageDown
    case backspace, delete, insert
    case function(Int)
    /// Control with a letter or one of `@ [ \ ] ^ _`, in lower case.
    case control(Character)
    case alt(Character)
    /// A key without a character, with modifiers, such as Control-Right.
    case modified(KeyModifiers, Key)

    /// The space bar.
    public static let space = Key.character(" ")

    /// What was typed after Esc, if this was two keys: over a slow line they arrive together and look like one with Alt. Nil for keys that
    /// cannot have been two.
    public var afterEscape: Key? {
        switch self {
        case .alt(let character): .character(character)
        case .modified(.alt, let key) where [.enter, .tab, .backspace].contains(key): key
        case .modified([.alt, .control], .character(let character)): .control(character)
        default: nil
        }
    }
}
