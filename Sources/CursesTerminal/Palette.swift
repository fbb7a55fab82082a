import CNcurses
import TerminalUI

/// Turns looks into ncurses colour pairs and attribute bits.
struct Palette {
    let depth: ColourDepth
    private let colours: Int32
    private let pairLimit: Int32
    private var pairs: [Int64: Int32] = [:]

    /// Reads what the terminal can do. `wanted` caps it, as `NO_COLOR` does.
    init(colours: Int32, hasDirectColour: Bool, pairLimit: Int32, noColour: Bool) {
        self.colours = colours
        self.pairLimit = pairLimit
        depth =
            if noColour || colours < 8 || pairLimit < 8 {
                .mono
            } else if hasDirectColour {
                .direct
            } else if colours >= 256 {
                .palette256
            } else {
                .ansi16
            }
    }

    /// Attribute bits and the colour pair for a look.
    mutating func resolve(_ look: Look) -> (bits: Int32, pair: Int32) {
        var bits = Int32(look.modifiers.rawValue)
        guard depth != .mono else { return (bits, 0) }
        let background = backgroundNumber(look.background)
        let foreground = foregroundNumber(look.foreground, on: background, bits: &bits)
        return (bits, pair(foreground, background))
    }

    private func backgroundNumber(_ colour: Colour) -> Int32 {
        guard hasEightColours, case .ansi(let index) = colour else { return number(colour) }
        return Int32(index % 8)
    }

    /// With eight colours, a bright one is the plain one in bold; bright black would be black, so it is dim instead.
    private func foregroundNumber(_ colour: Colour, on background: Int32, bits: inout Int32) -> Int32 {
        guard hasEightColours, case .ansi(let index) = colour, index >= 8 else { return number(colour) }
        guard index == 8 else {
            bits |= Int32(Style.Modifiers.bold.rawValue)
            return Int32(index - 8)
        }
        guard background <= 0 else { return 0 }
        bits |= Int32(Style.Modifiers.dim.rawValue)
        return background < 0 ? -1 : 7
    }

    private var hasEightColours: Bool { depth == .ansi16 && colours < 16 }

    /// The number ncurses knows a colour by; -1 for the terminal's own.
    private func number(_ colour: Colour) -> Int32 {
        switch colour {
        case .terminal: return -1
        case .ansi(let index) where index < 8 || depth != .direct: return Int32(index)
        case .indexed(let index) where depth != .direct: return Int32(index)
        default:
            guard depth == .direct, let (red, green, blue) = colour.components else { return -1 }
            // Direct colour types keep 0 to 7 for the named colours.
            return max(Int32(red << 16 | green << 8 | blue), 8)
        }
    }

    private mutating func pair(_ foreground: Int32, _ background: Int32) -> Int32 {
        guard foreground >= 0 || background >= 0 else { return 0 }
        let key = Int64(foreground) << 32 | Int64(UInt32(bitPattern: background))
        if let known = pairs[key] { return known }
        let next = Int32(pairs.count + 1)
        guard next < pairLimit, init_extended_pair(next, foreground, background) == OK else { return 0 }
        pairs[key] = next
        return next
    }
}
