/// A key and what it does, for a footer.
public struct KeyHint: Hashable, Sendable {
    /// The keys as shown, such as `←→` or `C-s`.
    public var keys: String
    public var label: String
    /// The key that a click on the hint stands for: the one that `keys` names, where it names one.
    public var key: Key?
    public var isEnabled: Bool

    public init(keys: String, label: String, key: Key? = nil, isEnabled: Bool = true) {
        self.keys = keys
        self.label = label
        self.key = key ?? Key(name: keys)
        self.isEnabled = isEnabled
    }
}

extension Frame {
    /// Draws as many hints as fit on one row, whole ones only, and answers where each of them stands.
    @discardableResult
    public mutating func drawKeyHints(_ rect: Rect, hints: [KeyHint], gap: Int = 2) -> [(rect: Rect, hint: KeyHint)] {
        let row = rect.row(0)
        var areas: [(rect: Rect, hint: KeyHint)] = []
        var x = row.x
        for var hint in hints {
            hint.keys = glyphs.keyName(hint.keys)
            let width = KeyHint.width(of: hint)
            guard x + width <= row.endX else { break }
            let area = Rect(x: x, y: row.y, width: width, height: 1)
            let keysWidth = put(hint.keys, at: area.origin, style: Style(hint.isEnabled ? .keyName : .dim))
            put(hint.label, at: Point(x + keysWidth + 1, row.y), style: Style(hint.isEnabled ? .keyHint : .dim))
            areas.append((area, hint))
            // One that can do nothing just now says why when it is pressed.
            if let key = hint.key { note(.key(key), at: area) }
            x += width + max(Coordinates.clamped(gap), 0)
        }
        return areas
    }
}

extension KeyHint {
    /// Columns the hint takes in a footer.
    static func width(of hint: KeyHint) -> Int {
        DisplayWidth.of(hint.keys) + 1 + DisplayWidth.of(hint.label)
    }
}
