import CNcurses
import Foundation

/// The modes ncurses does not set: mouse reports and bracketed paste.
struct TerminalModes {
    private static let on = "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h\u{1B}[?2004h"
    private static let off = "\u{1B}[?2004l\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l"

    /// What leaves the screen when ncurses cannot be asked any more.
    let emergencyReset: [UInt8]

    init() {
        let leaving = ["sgr0", "cnorm", "rmkx", "rmcup"].flatMap(TerminalModes.capability)
        emergencyReset = Array(TerminalModes.off.utf8) + leaving + Array("\r\n".utf8)
    }

    func enter() { send(TerminalModes.on) }

    func leave() { send(TerminalModes.off) }

    /// Writes bytes past ncurses; the screen's contents stay as ncurses knows them.
    func send(_ sequence: String) {
        wb_flush()
        var bytes = Array(sequence.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            bytes = bytes.dropFirst(max(count, 0))
        }
    }

    private static func capability(_ name: String) -> [UInt8] {
        var buffer = [CChar](repeating: 0, count: 96)
        let length = wb_capability(name, &buffer, Int32(buffer.count))
        return buffer.prefix(Int(length)).map(UInt8.init(bitPattern:))
    }
}
