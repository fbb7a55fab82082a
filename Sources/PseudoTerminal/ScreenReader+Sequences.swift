extension ScreenReader {
    mutating func obey(_ part: SequenceParser.Part) {
        switch part {
        case .character(let scalar): put(scalar)
        case .control(let byte): obey(control: byte)
        case .escape(let byte): obey(escape: byte)
        case .sequence(let mark, let numbers, let letter): obey(mark: mark, numbers, Character(Unicode.Scalar(letter)))
        }
    }

    private mutating func obey(control byte: UInt8) {
        switch byte {
        case 0x08: moveCursor(min(cursor.x, columns - 1) - 1, cursor.y)
        case 0x09: moveCursor((cursor.x / 8 + 1) * 8, cursor.y)
        case 0x0A, 0x0B, 0x0C: lineFeed()
        case 0x0D: cursor.x = 0
        // A bell, padding, and shifts between character sets that hold the same ASCII.
        case 0x00, 0x07, 0x0E, 0x0F: break
        default: unknown.append("control \(byte)")
        }
    }

    private mutating func obey(escape byte: UInt8) {
        switch Character(Unicode.Scalar(byte)) {
        case "7": savedCursor = cursor
        case "8": moveCursor(savedCursor.x, savedCursor.y)
        case "M": if cursor.y == region.lowerBound { scroll(region, by: -1) } else { moveCursor(cursor.x, cursor.y - 1) }
        case "D": lineFeed()
        case "E":
            cursor.x = 0
            lineFeed()
        case "c": self = ScreenReader(columns: columns, rows: rows)
        // The keypad's modes, and the end of a string that was over already.
        case "=", ">", "\\": break
        case let other: unknown.append("ESC \(other)")
        }
    }

    private mutating func obey(mark: UInt8?, _ numbers: [Int?], _ letter: Character) {
        if mark == UInt8(ascii: "?"), letter == "h" || letter == "l" {
            let named = numbers.compactMap(\.self)
            return letter == "h" ? modes.formUnion(named) : modes.subtract(named)
        }
        // Questions to the terminal and settings of its keyboard change nothing on the screen.
        guard mark == nil else { return }
        let first = numbers.first.flatMap(\.self)
        let count = max(first ?? 1, 1)
        let (x, y) = (min(cursor.x, columns - 1), cursor.y)
        switch letter {
        case "A": moveCursor(x, y - count)
        case "B": moveCursor(x, y + count)
        case "C": moveCursor(x + count, y)
        case "D": moveCursor(x - count, y)
        case "G", "`": moveCursor(count - 1, y)
        case "d": moveCursor(x, count - 1)
        case "H", "f": moveCursor((numbers.count > 1 ? numbers[1] ?? 1 : 1) - 1, count - 1)
        case "J": eraseScreen(first ?? 0)
        case "K": eraseLine(first ?? 0)
        case "X": erase(row: y, x..<x + count)
        case "@": insertBlanks(count)
        case "P": deletePlaces(count)
        case "L": if region.contains(y) { scroll(y...region.upperBound, by: -count) }
        case "M": if region.contains(y) { scroll(y...region.upperBound, by: count) }
        case "r": setRegion(numbers)
        case "m": setAttributes(numbers)
        // Scrolling several lines at once is not known here on purpose: not every terminal can, so nothing may need it.
        // Keyboard, window and report settings.
        case "h", "l", "t", "c", "n", "q": break
        case let other: unknown.append("CSI \(numbers.map { $0.map(String.init) ?? "" }.joined(separator: ";"))\(other)")
        }
    }

    private mutating func eraseScreen(_ part: Int) {
        let all = 0..<columns
        switch part {
        case 0:
            eraseLine(0)
            for y in (cursor.y + 1)..<max(rows, cursor.y + 1) { erase(row: y, all) }
        case 1:
            eraseLine(1)
            for y in 0..<cursor.y { erase(row: y, all) }
        default: for y in 0..<rows { erase(row: y, all) }
        }
    }

    private mutating func eraseLine(_ part: Int) {
        let x = min(cursor.x, columns - 1)
        switch part {
        case 0: erase(row: cursor.y, x..<columns)
        case 1: erase(row: cursor.y, 0..<(x + 1))
        default: erase(row: cursor.y, 0..<columns)
        }
    }

    private mutating func setRegion(_ numbers: [Int?]) {
        let top = max((numbers.first.flatMap(\.self) ?? 1) - 1, 0)
        let bottom = min((numbers.count > 1 ? numbers[1] ?? rows : rows) - 1, rows - 1)
        region = top < bottom ? top...bottom : 0...(rows - 1)
        moveCursor(0, 0)
    }

    private mutating func setAttributes(_ numbers: [Int?]) {
        var rest = numbers.map { $0 ?? 0 }[...]
        if rest.isEmpty { rest = [0] }
        while let number = rest.popFirst() {
            switch number {
            case 0, 27: isReverse = false
            case 7: isReverse = true
            // A colour by its number or its parts: those are no attributes.
            case 38, 48: rest = rest.dropFirst(rest.first == 5 ? 2 : 4)
            default: break
            }
        }
    }
}
