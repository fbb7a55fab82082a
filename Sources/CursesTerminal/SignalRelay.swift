import CNcurses
import Foundation

/// Owns the process's signals while a screen is entered. The only caller of `signals.h`, whose state is one a file.
final class SignalRelay {
    private let pipe: SelfPipe

    /// Takes over the signals, once the program is in the foreground; nil when standard input is no terminal.
    init?(pipe: SelfPipe) {
        self.pipe = pipe
        wb_wait_for_foreground()
        guard wb_take_signals(pipe.writeEnd) else { return nil }
    }

    var readEnd: Int32 { pipe.readEnd }

    /// The signals that came, each once, in order of arrival.
    func take() -> [Int32] {
        var seen: [Int32] = []
        for byte in pipe.drain() where !seen.contains(Int32(byte)) { seen.append(Int32(byte)) }
        return seen
    }

    /// Arms the crash handlers with the bytes that leave the screen.
    func screenEntered(reset: [UInt8]) {
        reset.withUnsafeBytes { bytes in
            wb_mark_entered(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
    }

    func screenLeft() { wb_mark_left() }

    func restoreModes() { wb_restore_modes() }

    /// Stops the process group, and returns when it goes on. A shell that does not stop programs lets it go on at once.
    ///
    /// Answers the signals that came meanwhile, without those that belong to stopping.
    func stop() -> [Int32] {
        wb_stop()
        wb_wait_for_foreground()
        return take().filter { $0 != SIGCONT && $0 != SIGTSTP && $0 != SIGWINCH }
    }

    func giveBack() { wb_return_signals() }
}
