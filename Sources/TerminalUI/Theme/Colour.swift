/// A colour as a theme names it.
public enum Colour: Hashable, Sendable {
    /// The terminal's own foreground or background.
    case terminal
    /// One of the 16 colours every terminal calls by number; the person's terminal decides what they look like.
    case ansi(Int)
    /// One of the 256 colours of the xterm palette.
    case indexed(Int)
    case rgb(UInt8, UInt8, UInt8)

    static let names = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright_black", "bright_red", "bright_green",
        "bright_yellow", "bright_blue", "bright_magenta", "bright_cyan", "bright_white",
    ]

    /// Reads `default`, a name such as `bright_blue`, a palette number 0...255, or `#rrggbb`. Nil when it is none of these.
    public init?(_ text: String) {
        if text == "default" {
            self = .terminal
        } else if let index = Colour.names.firstIndex(of: text) {
            self = .ansi(index)
        } else if let number = Int(text), (0...255).contains(number) {
            self = number < 16 ? .ansi(number) : .indexed(number)
        } else if text.utf8.count == 7, text.first == "#", text.dropFirst().allSatisfy(\.isHexDigit),
            let value = UInt32(text.dropFirst(), radix: 16)
        {
            self = .rgb(UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
        } else {
            return nil
        }
    }

    /// The nearest colour that a terminal of this depth has.
    public func reduced(to depth: ColourDepth) -> Colour {
        switch (self, depth) {
        case (_, .mono): return .terminal
        case (.terminal, _), (.ansi, _), (_, .direct), (.indexed, .palette256): return self
        case (.rgb, .palette256): return .indexed(nearest(among: 16..<256))
        case (.indexed, .ansi16), (.rgb, .ansi16): return .ansi(nearest(among: 0..<16))
        }
    }

    /// Red, green and blue 0...255; nil for the terminal's own colour.
    public var components: (red: Int, green: Int, blue: Int)? {
        switch self {
        case .terminal: return nil
        case .rgb(let red, let green, let blue): return (Int(red), Int(green), Int(blue))
        case .ansi(let index): return Colour.palette(index)
        case .indexed(let index): return Colour.palette(index)
        }
    }

    private func nearest(among candidates: Range<Int>) -> Int {
        guard let own = components else { return candidates.lowerBound }
        func distance(_ index: Int) -> Int {
            let other = Colour.palette(index)
            let (red, green, blue) = (own.red - other.red, own.green - other.green, own.blue - other.blue)
            // Weights near the eye's: a step of green is seen best.
            return 3 * red * red + 6 * green * green + blue * blue
        }
        return candidates.min { distance($0) < distance($1) } ?? candidates.lowerBound
    }

    /// xterm's palette: 16 named colours, a cube of 6 x 6 x 6, and 24 greys.
    private static func palette(_ index: Int) -> (red: Int, green: Int, blue: Int) {
        let levels = [0, 95, 135, 175, 215, 255]
        switch index {
        case 7: return (229, 229, 229)
        case 8: return (127, 127, 127)
        case 0..<16:
            let level = index < 8 ? 205 : 255
            return (index & 1 == 0 ? 0 : level, index & 2 == 0 ? 0 : level, index & 4 == 0 ? 0 : level)
        case 16..<232:
            let cube = index - 16
            return (levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6])
        default:
            let grey = 8 + 10 * (min(max(index, 232), 255) - 232)
            return (grey, grey, grey)
        }
    }
}
