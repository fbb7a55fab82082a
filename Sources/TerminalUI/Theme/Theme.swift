/// How roles look: colours for each depth and modifiers. The lookup is total; a role left out looks like plain text.
public struct Theme: Equatable, Sendable {
    /// A colour with the choices a theme made for smaller depths; where it made none, the nearest colour is taken.
    public struct Shade: Hashable, Sendable {
        public var direct: Colour
        public var palette256: Colour?
        public var ansi16: Colour?

        public init(_ direct: Colour, palette256: Colour? = nil, ansi16: Colour? = nil) {
            self.direct = direct
            self.palette256 = palette256
            self.ansi16 = ansi16
        }

        /// The colour to use at a depth.
        public func colour(_ depth: ColourDepth) -> Colour {
            switch depth {
            case .direct: direct
            case .palette256: (palette256 ?? direct).reduced(to: depth)
            case .ansi16: (ansi16 ?? palette256 ?? direct).reduced(to: depth)
            case .mono: .terminal
            }
        }
    }

    /// What a theme says about one role.
    public struct Entry: Hashable, Sendable {
        public var foreground: Shade
        public var background: Shade
        public var modifiers: Style.Modifiers
        /// Modifiers that replace the others on a terminal without colours.
        public var monoModifiers: Style.Modifiers?

        public init(
            foreground: Shade = Shade(.terminal), background: Shade = Shade(.terminal), modifiers: Style.Modifiers = [],
            monoModifiers: Style.Modifiers? = nil
        ) {
            self.foreground = foreground
            self.background = background
            self.modifiers = modifiers
            self.monoModifiers = monoModifiers
        }

        func modifiers(_ depth: ColourDepth) -> Style.Modifiers {
            depth == .mono ? monoModifiers ?? modifiers : modifiers
        }
    }

    public var name: String
    public var entries: [Role: Entry]

    public init(name: String, entries: [Role: Entry]) {
        self.name = name
        self.entries = entries
    }

    /// How a style looks at a colour depth.
    ///
    /// The text takes the colour of the style's role. The background comes from the style's background role, else from
    /// the role, else from `text`.
    public func look(_ style: Style, _ depth: ColourDepth) -> Look {
        let entry = entries[style.role] ?? Entry()
        let base = entries[.text] ?? Entry()
        let behind = style.background.map { entries[$0] ?? Entry() }
        var foreground = entry.foreground.colour(depth)
        if foreground == .terminal { foreground = base.foreground.colour(depth) }
        var background = (behind ?? entry).background.colour(depth)
        if background == .terminal, behind != nil { background = entry.background.colour(depth) }
        if background == .terminal { background = base.background.colour(depth) }
        var modifiers = style.modifiers.union(entry.modifiers(depth))
        if let behind {
            modifiers.formUnion(behind.modifiers(depth))
            // Reversed colours would make a patchwork of grounds; a reversed background is one bar.
            if modifiers.contains(.reverse), behind.modifiers(depth).contains(.reverse) {
                foreground = base.foreground.colour(depth)
                modifiers.remove(.dim)
            }
        }
        // Text in the colour of its ground would vanish, as may happen with few colours.
        if foreground == background { foreground = base.foreground.colour(depth) }
        if foreground == background { foreground = .terminal }
        return Look(foreground: foreground, background: background, modifiers: modifiers)
    }
}

/// Colours and modifiers a terminal is asked for.
public struct Look: Hashable, Sendable {
    public var foreground: Colour
    public var background: Colour
    public var modifiers: Style.Modifiers

    public init(foreground: Colour, background: Colour, modifiers: Style.Modifiers) {
        self.foreground = foreground
        self.background = background
        self.modifiers = modifiers
    }
}
