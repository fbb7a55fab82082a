/// What a cell means. A theme decides how it looks.
public enum Role: String, CaseIterable, Hashable, Sendable {
    case text, dim, title, border
    case borderFocused = "border_focused"
    case selection
    case selectionUnfocused = "selection_unfocused"
    case cursor
    case passing, failing, running
    case notJudged = "not_judged"
    case accent, warning, error
    case keyName = "key_name"
    case keyHint = "key_hint"
    case changed, unchanged, refused, progress
    case progressTrack = "progress_track"
    case bar
    case barTrack = "bar_track"
    case threshold, marker, header, footer, dialog, input, placeholder, match
    case scroll
    case scrollTrack = "scroll_track"
    case source0 = "source_0"
    case source1 = "source_1"
    case source2 = "source_2"
    case source3 = "source_3"
    case source4 = "source_4"
    case source5 = "source_5"
    case source6 = "source_6"
    case source7 = "source_7"
    case source8 = "source_8"
    case source9 = "source_9"
    case sourceNone = "source_none"

    private static let sources: [Role] = [
        .source0, .source1, .source2, .source3, .source4, .source5, .source6, .source7, .source8, .source9,
    ]

    /// The role of the source with this index. Ten are told apart, then they repeat; a negative index is no source.
    public static func source(_ index: Int) -> Role {
        index < 0 ? .sourceNone : sources[index % sources.count]
    }
}

/// A role, perhaps on the background of another role, with modifiers.
public struct Style: Hashable, Sendable {
    /// Attributes that hold without colour.
    public struct Modifiers: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let bold = Modifiers(rawValue: 1)
        public static let underline = Modifiers(rawValue: 2)
        public static let reverse = Modifiers(rawValue: 4)
        public static let dim = Modifiers(rawValue: 8)
        public static let italic = Modifiers(rawValue: 16)
    }

    public var role: Role
    /// The role whose background stands behind the text, such as `.selection` under the colour of a source.
    public var background: Role?
    public var modifiers: Modifiers

    public init(_ role: Role, on background: Role? = nil, modifiers: Modifiers) {
        self.role = role
        self.background = background
        self.modifiers = modifiers
    }

    public init(
        _ role: Role, on background: Role? = nil, bold: Bool = false, underline: Bool = false, reverse: Bool = false,
        dim: Bool = false, italic: Bool = false
    ) {
        var modifiers: Modifiers = []
        if bold { modifiers.insert(.bold) }
        if underline { modifiers.insert(.underline) }
        if reverse { modifiers.insert(.reverse) }
        if dim { modifiers.insert(.dim) }
        if italic { modifiers.insert(.italic) }
        self.init(role, on: background, modifiers: modifiers)
    }

    /// The style of an untouched cell.
    public static let plain = Style(.text)

    /// The same style on the background of another role.
    public func on(_ background: Role?) -> Style {
        Style(role, on: background, modifiers: modifiers)
    }
}
