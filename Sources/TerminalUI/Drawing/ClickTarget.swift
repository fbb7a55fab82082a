/// What a click on some cells of a frame stands for.
public struct ClickTarget: Equatable, Sendable {
    public enum Meaning: Equatable, Sendable {
        /// The inside of a dialog, where nothing else stands.
        case dialog
        /// The row of a list with this index.
        case row(Int)
        /// The column of a table with this index, by its title or its sum.
        case column(Int)
        case cell(row: Int, column: Int)
        case key(Key)
    }

    public var rect: Rect
    public var meaning: Meaning
}

extension Frame {
    /// What was drawn last at a place; nil where nothing is to be clicked, or where the frame notes no targets.
    public func target(at point: Point) -> ClickTarget.Meaning? {
        targets.last { $0.rect.contains(point) }?.meaning
    }
}
