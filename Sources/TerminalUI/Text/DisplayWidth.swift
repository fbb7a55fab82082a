/// Columns that text takes on a terminal, by a table of our own so that it does not depend on the machine's locale.
///
/// The unit is the scalar with the combining marks that follow it, not the grapheme cluster: terminals disagree about
/// clusters (joined emoji, flags, skin tones), and they agree about this.
public enum DisplayWidth {
    /// Columns that `text` takes when a frame draws it, with unsafe characters counted as their visible stand-ins.
    public static func of(_ text: String) -> Int {
        var utf8 = text.utf8.makeIterator()
        var columns = 0
        while let byte = utf8.next() {
            guard byte < 0x80 else { return VisibleText.cells(of: text).reduce(0) { $0 + $1.width } }
            columns += 1
        }
        return columns
    }

    /// Columns of one scalar: 0 for combining marks, 2 for wide East Asian characters and emoji, otherwise 1.
    public static func of(_ scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 { return 1 }
        if isCombining(scalar) { return 0 }
        return isWide(value) ? 2 : 1
    }

    static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1160...0x11FF, 0xD7B0...0xD7FF: return true  // Vowels and finals that join a Hangul syllable.
        case 0x2100...0x2BFF: return false  // Letterlike symbols to arrows, the stuff of lines and bars.
        default: break
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return true
        default: return false
        }
    }

    static func isWide(_ value: UInt32) -> Bool {
        guard value >= 0x1100 else { return false }
        var (low, high) = (0, wideRanges.count - 1)
        while low <= high {
            let middle = (low + high) / 2
            let range = wideRanges[middle]
            if value < range.lowerBound {
                high = middle - 1
            } else if value > range.upperBound {
                low = middle + 1
            } else {
                return true
            }
        }
        return false
    }
}
