/// Turns the bytes a terminal sends into events. Pure: whoever reads the bytes also keeps the time.
///
/// A lone Escape and the start of an escape sequence look the same, so `next` waits while `isWaiting`; when no more
/// bytes come within some 30 ms, `giveUpWaiting` settles it.
public struct InputDecoder: Sendable {
    /// Pasted text beyond this many bytes is dropped.
    public static let pasteLimit = 8 << 20

    private var bytes: [UInt8] = []
    private var start = 0
    private var isPasting = false
    private var paste: [UInt8] = []
    private var settled = false

    public init() {}

    /// Whether bytes are held back that only the next bytes, or the passing of time, can explain.
    public var isWaiting: Bool { start < bytes.count || isPasting }
    /// Whether the bytes held back belong to a paste whose end has not come.
    public var isInsidePaste: Bool { isPasting }

    public mutating func feed(_ more: [UInt8]) {
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: true)
            start = 0
        }
        bytes += more
        settled = false
    }

    /// Says that no more bytes are coming for now: what is held back is to be taken as it is.
    public mutating func giveUpWaiting() { settled = true }

    /// The next complete event; nil when more bytes are needed.
    public mutating func next() -> InputEvent? {
        while true {
            if isPasting {
                guard let text = takePaste() else { return nil }
                return .paste(text)
            }
            guard start < bytes.count else { return nil }
            switch decode() {
            case .event(let event, let length):
                start += length
                return event
            case .nothing(let length):
                start += length
            case .incomplete:
                guard settled else { return nil }
                start += 1
                // A cut UTF-8 character is no key; a cut sequence is Escape and what was typed after it.
                if bytes[start - 1] == 0x1B { return .key(.escape) }
            }
        }
    }

    // MARK: Paste

    private static let pasteEnd: [UInt8] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]  // ESC [ 201 ~

    /// Moves bytes into the paste until its end; answers the text when the end has come.
    private mutating func takePaste() -> String? {
        let (index, ended) = endOfPaste()
        let room = max(InputDecoder.pasteLimit - paste.count, 0)
        paste.append(contentsOf: bytes[start..<min(index, start + room)])
        start = ended ? index + InputDecoder.pasteEnd.count : index
        guard ended || settled else { return nil }
        if !ended { start = bytes.count }
        isPasting = false
        defer { paste = [] }
        return InputDecoder.lines(paste)
    }

    /// Where the sequence that ends a paste stands, or its beginning at the end of the bytes; else the end of the bytes.
    private func endOfPaste() -> (index: Int, isWhole: Bool) {
        var index = start
        while let escape = bytes[index...].firstIndex(of: 0x1B) {
            let rest = bytes[escape...].prefix(InputDecoder.pasteEnd.count)
            if rest.elementsEqual(InputDecoder.pasteEnd.prefix(rest.count)) {
                return (escape, rest.count == InputDecoder.pasteEnd.count)
            }
            index = escape + 1
        }
        return (bytes.count, false)
    }

    /// Text with line feeds: terminals send the Enter key's carriage return for each line.
    private static func lines(_ paste: [UInt8]) -> String {
        guard paste.contains(0x0D) else { return String(decoding: paste, as: UTF8.self) }
        var result: [UInt8] = []
        result.reserveCapacity(paste.count)
        for (index, byte) in paste.enumerated() {
            if byte == 0x0A, index > 0, paste[index - 1] == 0x0D { continue }
            result.append(byte == 0x0D ? 0x0A : byte)
        }
        return String(decoding: result, as: UTF8.self)
    }

    // MARK: Keys

    enum Step {
        case event(InputEvent, Int)
        case nothing(Int)
        case incomplete
    }

    private mutating func decode() -> Step {
        let first = bytes[start]
        guard first == 0x1B else { return character(at: start) }
        guard start + 1 < bytes.count else { return .incomplete }
        switch bytes[start + 1] {
        case UInt8(ascii: "["): return controlSequence()
        case UInt8(ascii: "O"): return singleShift()
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"): return string()
        case 0x1B: return .event(.key(.escape), 1)
        default:
            switch character(at: start + 1) {
            case .event(.key(.character(let character)), let length): return .event(.key(.alt(character)), length + 1)
            case .event(.key(.control(let character)), let length):
                return .event(.key(.modified([.alt, .control], .character(character))), length + 1)
            case .event(.key(let key), let length): return .event(.key(.modified(.alt, key)), length + 1)
            case .event(_, let length), .nothing(let length): return .nothing(length + 1)
            case .incomplete: return .incomplete
            }
        }
    }

    private func character(at index: Int) -> Step {
        let byte = bytes[index]
        if byte < 0x20 || byte == 0x7F { return .event(.key(InputDecoder.controlKey(byte)), 1) }
        if byte < 0x80 { return .event(.key(.character(Character(Unicode.Scalar(byte)))), 1) }
        let length =
            switch byte {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 1
            }
        let available = bytes[index..<min(index + length, bytes.count)]
        if let wrong = available.dropFirst().firstIndex(where: { $0 & 0xC0 != 0x80 }) { return .nothing(wrong - index) }
        guard available.count == length else { return .incomplete }
        // C1 controls and broken UTF-8 are no keys.
        guard length > 1, let character = String(validating: available, as: UTF8.self)?.first,
            character.unicodeScalars.allSatisfy({ $0.value >= 0xA0 })
        else { return .nothing(length) }
        return .event(.key(.character(character)), length)
    }

    private static func controlKey(_ byte: UInt8) -> Key {
        switch byte {
        case 0x0D, 0x0A: .enter
        case 0x09: .tab
        case 0x7F, 0x08: .backspace
        case 0x00: .control(" ")
        case 0x1B: .escape
        case 0x01...0x1A: .control(Character(Unicode.Scalar(byte + 0x60)))
        default: .control(Character(Unicode.Scalar(byte + 0x40)))
        }
    }

    /// ESC O and a letter: cursor and function keys in application mode.
    private func singleShift() -> Step {
        guard start + 2 < bytes.count else { return settled ? .event(.key(.alt("O")), 2) : .incomplete }
        if bytes[start + 2] == UInt8(ascii: "M") { return .event(.key(.enter), 3) }  // Enter of the number pad.
        guard let key = InputDecoder.letterKey(bytes[start + 2]) else {
            // A key of the number pad that has no name here.
            return (0x40...0x7E).contains(bytes[start + 2]) ? .nothing(3) : .event(.key(.alt("O")), 2)
        }
        return .event(.key(key), 3)
    }

    /// A string the terminal sent as an answer; it ends in BEL or ESC \ and nobody asked for it.
    private func string() -> Step {
        for index in start + 2..<max(bytes.count, start + 2) {
            if bytes[index] == 0x07 { return .nothing(index + 1 - start) }
            if bytes[index] == 0x5C, bytes[index - 1] == 0x1B { return .nothing(index + 1 - start) }
        }
        guard settled else { return .incomplete }
        return .event(.key(.alt(Character(Unicode.Scalar(bytes[start + 1])))), 2)
    }

    /// ESC [ parameters letter.
    private mutating func controlSequence() -> Step {
        var index = start + 2
        while index < bytes.count, (0x20...0x3F).contains(bytes[index]) { index += 1 }
        guard index < bytes.count else {
            return settled && index == start + 2 ? .event(.key(.alt("[")), 2) : .incomplete
        }
        let final = bytes[index]
        let length = index + 1 - start
        guard (0x40...0x7E).contains(final) else { return .nothing(index - start) }
        let body = bytes[start + 2..<index]
        if final == UInt8(ascii: "["), body.isEmpty { return linuxFunctionKey() }
        if body.first == UInt8(ascii: "<") {
            guard let event = MouseEvent(sgr: InputDecoder.numbers(body.dropFirst()), isRelease: final == UInt8(ascii: "m")) else {
                return .nothing(length)
            }
            return .event(.mouse(event), length)
        }
        let numbers = InputDecoder.numbers(body)
        switch final {
        case UInt8(ascii: "I") where body.isEmpty: return .event(.focus(true), length)
        case UInt8(ascii: "O") where body.isEmpty: return .event(.focus(false), length)
        case UInt8(ascii: "~") where numbers.first == 200:
            isPasting = true
            return .nothing(length)
        case UInt8(ascii: "~") where numbers.first == 27 && numbers.count == 3:
            return InputDecoder.codePoint(numbers[2], modifiers: numbers[1], length: length)
        case UInt8(ascii: "~"):
            return InputDecoder.modified(numbers.first.flatMap(InputDecoder.numberedKey), numbers, length)
        case UInt8(ascii: "u"):
            return InputDecoder.codePoint(numbers.first ?? 0, modifiers: numbers.count > 1 ? numbers[1] : 1, length: length)
        case UInt8(ascii: "Z"): return .event(.key(.backTab), length)
        default: return InputDecoder.modified(InputDecoder.letterKey(final), numbers, length)
        }
    }

    /// ESC [ [ A to E: F1 to F5 on the Linux console.
    private func linuxFunctionKey() -> Step {
        guard start + 3 < bytes.count else { return .incomplete }
        let offset = Int(bytes[start + 3]) - 0x41
        return (0..<5).contains(offset) ? .event(.key(.function(offset + 1)), 4) : .nothing(4)
    }
}

extension InputDecoder {
    /// Numbers separated by semicolons; a missing or huge one is 0.
    private static func numbers(_ body: ArraySlice<UInt8>) -> [Int] {
        body.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map { part in
            // What follows a colon says more about the same number.
            Int(String(decoding: part.prefix { $0 != UInt8(ascii: ":") }.prefix(9), as: UTF8.self)) ?? 0
        }
    }

    private static func letterKey(_ letter: UInt8) -> Key? {
        switch letter {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "P"): .function(1)
        case UInt8(ascii: "Q"): .function(2)
        case UInt8(ascii: "R"): .function(3)
        case UInt8(ascii: "S"): .function(4)
        default: nil
        }
    }

    private static func numberedKey(_ number: Int) -> Key? {
        switch number {
        case 1, 7: .home
        case 4, 8: .end
        case 2: .insert
        case 3: .delete
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23...26: .function(number - 12)
        case 28, 29: .function(number - 13)
        default: nil
        }
    }

    /// xterm's modifier number is one more than the bits shift 1, alt 2, control 4.
    private static func modifiers(_ number: Int) -> KeyModifiers {
        KeyModifiers(rawValue: UInt8(max(number - 1, 0) & 7))
    }

    private static func modified(_ key: Key?, _ numbers: [Int], _ length: Int) -> Step {
        guard let key else { return .nothing(length) }
        let modifiers = modifiers(numbers.count > 1 ? numbers[1] : 1)
        return .event(.key(modifiers.isEmpty ? key : .modified(modifiers, key)), length)
    }

    /// A key sent as a code point with modifiers (`CSI u` and xterm's modifyOtherKeys).
    private static func codePoint(_ number: Int, modifiers modifierNumber: Int, length: Int) -> Step {
        guard let value = UInt32(exactly: number), let scalar = Unicode.Scalar(value) else { return .nothing(length) }
        let modifiers = modifiers(modifierNumber)
        if value < 0x20 || value == 0x7F {
            let key = controlKey(UInt8(value))
            if key == .tab, modifiers == .shift { return .event(.key(.backTab), length) }
            return .event(.key(modifiers.isEmpty ? key : .modified(modifiers, key)), length)
        }
        // Numbers in the private area are keys like Caps Lock.
        guard !(0x7F..<0xA0).contains(value), !(0xE000...0xF8FF).contains(value) else { return .nothing(length) }
        let character = Character(scalar)
        switch modifiers.subtracting(.shift) {
        case []: return .event(.key(.character(character)), length)
        case .control: return .event(.key(.control(Character(character.lowercased().first.map(String.init) ?? "?"))), length)
        case .alt: return .event(.key(.alt(character)), length)
        default: return .event(.key(.modified(modifiers, .character(character))), length)
        }
    }
}

extension MouseEvent {
    /// Reads the three numbers of an SGR mouse report; nil for movement without a button, other buttons and negative numbers.
    init?(sgr numbers: [Int], isRelease: Bool) {
        guard numbers.count == 3, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
        let code = numbers[0]
        var modifiers: KeyModifiers = []
        if code & 4 != 0 { modifiers.insert(.shift) }
        if code & 8 != 0 { modifiers.insert(.alt) }
        if code & 16 != 0 { modifiers.insert(.control) }
        let button: Button
        let kind: Kind
        switch (code & ~0b11100, isRelease) {
        case (64, _): (kind, button) = (.wheelUp, .none)
        case (65, _): (kind, button) = (.wheelDown, .none)
        case (let number, _) where number & ~32 < 3:
            button = [.left, .middle, .right][number & 3]
            kind = isRelease ? .release : number & 32 != 0 ? .drag : .press
        default: return nil
        }
        self.init(
            x: min(max(numbers[1] - 1, 0), Size.limit), y: min(max(numbers[2] - 1, 0), Size.limit), kind: kind, button: button,
            modifiers: modifiers)
    }
}
