/// One place of a frame: what stands there and what it means.
public struct Cell: Hashable, Sendable {
    public var character: Character
    public var style: Style
    /// Columns the character takes: 1, 2, or 0 for the right half of the wide character before it.
    public var width: Int { Int(storedWidth) }
    private var storedWidth: UInt8

    public init(character: Character, style: Style = .plain, width: Int = 1) {
        self.character = character
        self.style = style
        self.storedWidth = UInt8(min(max(width, 0), 2))
    }

    public static let blank = Cell(character: " ")

    /// The right half of a wide character.
    static func continuation(_ style: Style) -> Cell { Cell(character: " ", style: style, width: 0) }
}
