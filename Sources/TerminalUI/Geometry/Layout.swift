/// How much of a side one part of a split asks for.
public enum Track: Hashable, Sendable {
    /// This many cells, or fewer when no more are left.
    case fixed(Int)
    /// A share of what the others leave, in proportion to its weight.
    case flexible(Int)
    /// A share as `flexible`, but not below `minimum` while there is room.
    case atLeast(Int, flexible: Int)

    /// The cells asked for before anything is shared.
    var minimum: Int {
        switch self {
        case .fixed(let cells): max(cells, 0)
        case .flexible: 0
        case .atLeast(let cells, _): max(cells, 0)
        }
    }

    var weight: Int {
        switch self {
        case .fixed: 0
        case .flexible(let weight), .atLeast(_, let weight): min(max(weight, 0), 1_000)
        }
    }

    /// Lengths of the tracks along a side of `length` cells with `gap` cells between neighbours.
    ///
    /// Minimums are granted from the first track to the last until the room runs out; what is left goes to the flexible
    /// tracks by weight, and the odd cells to the earlier ones. The lengths never add up to more than the side.
    public static func lengths(_ tracks: [Track], length: Int, gap: Int = 0) -> [Int] {
        guard !tracks.isEmpty else { return [] }
        var room = max(min(length, Coordinates.limit) - max(min(gap, Coordinates.limit), 0) * (tracks.count - 1), 0)
        var lengths: [Int] = []
        for track in tracks {
            let granted = min(track.minimum, room)
            lengths.append(granted)
            room -= granted
        }
        var weightLeft = tracks.reduce(0) { $0 + $1.weight }
        for index in tracks.indices where tracks[index].weight > 0 {
            let weight = tracks[index].weight
            let share = (room * weight + weightLeft - 1) / weightLeft
            lengths[index] += share
            room -= share
            weightLeft -= weight
        }
        return lengths
    }
}

extension Rect {
    /// The rectangle cut from left to right, one part a track.
    public func splitColumns(_ tracks: [Track], gap: Int = 0) -> [Rect] {
        var left = x
        return Track.lengths(tracks, length: width, gap: gap).map { length in
            defer { left = min(left + length + max(Coordinates.clamped(gap), 0), endX) }
            return Rect(x: left, y: y, width: length, height: height)
        }
    }

    /// The rectangle cut from top to bottom, one part a track.
    public func splitRows(_ tracks: [Track], gap: Int = 0) -> [Rect] {
        var top = y
        return Track.lengths(tracks, length: height, gap: gap).map { length in
            defer { top = min(top + length + max(Coordinates.clamped(gap), 0), endY) }
            return Rect(x: x, y: top, width: width, height: length)
        }
    }
}
