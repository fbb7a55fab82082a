/// A place on the screen: column `x` and row `y`, counted from 0 at the top left. It may lie outside any frame.
public struct Point: Hashable, Sendable {
    public var x: Int
    public var y: Int

    public init(_ x: Int, _ y: Int) {
        self.x = Coordinates.clamped(x)
        self.y = Coordinates.clamped(y)
    }
}

/// A count of columns and rows, each between 0 and 2,000.
///
/// The upper limit keeps a terminal that lies about its size from asking for gigabytes of cells.
public struct Size: Hashable, Sendable {
    public static let limit = 2_000
    public let columns: Int
    public let rows: Int

    public init(columns: Int, rows: Int) {
        self.columns = min(max(columns, 0), Size.limit)
        self.rows = min(max(rows, 0), Size.limit)
    }
}

/// Keeps every coordinate far from the ends of `Int`, so that no sum of two can overflow.
enum Coordinates {
    static let limit = 1_000_000

    static func clamped(_ value: Int) -> Int { min(max(value, -limit), limit) }
}

/// A rectangle of cells. Every operation is total: sides never become negative, and what does not fit is empty.
public struct Rect: Hashable, Sendable {
    public let x: Int
    public let y: Int
    public let width: Int
    public let height: Int

    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = Coordinates.clamped(x)
        self.y = Coordinates.clamped(y)
        self.width = max(Coordinates.clamped(width), 0)
        self.height = max(Coordinates.clamped(height), 0)
    }

    /// The rectangle that covers a whole frame of this size.
    public init(_ size: Size) {
        self.init(x: 0, y: 0, width: size.columns, height: size.rows)
    }

    /// The first column to the right of the rectangle.
    public var endX: Int { x + width }
    /// The first row below the rectangle.
    public var endY: Int { y + height }
    public var origin: Point { Point(x, y) }
    public var isEmpty: Bool { width == 0 || height == 0 }

    public func contains(_ point: Point) -> Bool {
        point.x >= x && point.x < endX && point.y >= y && point.y < endY
    }

    public func intersection(_ other: Rect) -> Rect {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return Rect(x: left, y: top, width: min(endX, other.endX) - left, height: min(endY, other.endY) - top)
    }

    /// The rectangle without the given margins; empty when they do not fit.
    public func inset(left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0) -> Rect {
        let (left, top) = (Coordinates.clamped(left), Coordinates.clamped(top))
        let (right, bottom) = (Coordinates.clamped(right), Coordinates.clamped(bottom))
        return Rect(
            x: x + min(left, width), y: y + min(top, height),
            width: width - left - right, height: height - top - bottom)
    }

    /// The rectangle with the same margin on all four sides.
    public func inset(by margin: Int) -> Rect {
        inset(left: margin, top: margin, right: margin, bottom: margin)
    }

    /// One row of the rectangle, counted from its top; empty when there is no such row.
    public func row(_ index: Int) -> Rect {
        guard index >= 0, index < height else { return Rect(x: x, y: y, width: 0, height: 0) }
        return Rect(x: x, y: y + index, width: width, height: 1)
    }

    /// A rectangle of at most this size in the middle of this one.
    public func centred(_ size: Size) -> Rect {
        let inner = Size(columns: min(size.columns, width), rows: min(size.rows, height))
        return Rect(
            x: x + (width - inner.columns) / 2, y: y + (height - inner.rows) / 2,
            width: inner.columns, height: inner.rows)
    }
}
