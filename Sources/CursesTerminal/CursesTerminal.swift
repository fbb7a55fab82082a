import CNcurses
import Foundation
import TerminalUI

/// The terminal the program was started in, by way of ncurses.
///
/// ncurses draws; keys are decoded here from the bytes that come, because a lone Escape, pastes and mouse reports need
/// their own timing. One thread owns the object; other threads hold its `waker`.
public final class CursesTerminal: Terminal {
    public private(set) var size: Size
    public var appearance: Appearance {
        didSet {
            appearance.colours = appearance.colours == .mono ? .mono : painter.depth
            appearance.ascii = appearance.ascii || !isUTF8
            painter.invalidate()
        }
    }
    public let waker: Waker

    private let isUTF8: Bool
    private let screen: OpaquePointer
    private let signals: SignalRelay
    private let wakePipe: SelfPipe
    private let modes: TerminalModes
    private var painter: Painter
    private var decoder = InputDecoder()
    /// When the last bytes came, which are what the decoder may hold back.
    private var lastInput = ContinuousClock.now
    private var events: [InputEvent] = []
    private var isEntered = true
    private var isRestored = false

    /// How long the terminal may take between Escape and the rest of a key's sequence.
    private static let escapeMilliseconds = 30
    /// How long a paste may pause before it is taken as it is.
    private static let pasteMilliseconds = 1_000
    /// Text longer than this many bytes is not sent to the clipboard; terminals drop longer ones in silence.
    public static let clipboardLimit = 74_000

    /// Enters the screen.
    ///
    /// - Parameters:
    ///   - theme: what roles look like.
    ///   - ascii: whether to draw with ASCII alone; nil for what the terminal can show. Without a UTF-8 locale it always does.
    /// - Throws: `CursesStartError`, with the terminal untouched.
    public init(theme: Theme = .builtIn, ascii: Bool? = nil) throws(CursesStartError) {
        guard isatty(STDIN_FILENO) == 1 else { throw .inputIsNoTerminal }
        guard isatty(STDOUT_FILENO) == 1 else { throw .outputIsNoTerminal }
        let environment = ProcessInfo.processInfo.environment
        guard let type = environment["TERM"], !type.isEmpty else { throw .typeNotSet }
        let drawingType = try CursesTerminal.drawingType(type, environment: environment)

        isUTF8 = wb_locale_is_utf8()
        guard let wakePipe = SelfPipe(), let signalPipe = SelfPipe(), let signals = SignalRelay(pipe: signalPipe) else {
            throw .couldNotStart(type)
        }
        guard let screen = wb_start(drawingType) else {
            signals.giveBack()
            throw .couldNotStart(type)
        }
        self.screen = screen
        self.signals = signals
        self.wakePipe = wakePipe
        waker = Waker { wakePipe.signal() }
        let noColour = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        let palette = Palette(
            colours: wb_start_colours(), hasDirectColour: wb_has_direct_colour(), pairLimit: wb_pair_limit(), noColour: noColour)
        painter = Painter(palette: palette, isUTF8: isUTF8)
        // The fonts of a Linux console have lines and blocks, but no ticks, arrows and eighths of a block.
        appearance = Appearance(colours: palette.depth, ascii: (ascii ?? type.hasPrefix("linux")) || !isUTF8, theme: theme)
        modes = TerminalModes()
        size = CursesTerminal.currentSize()
        signals.screenEntered(reset: modes.emergencyReset)
        modes.enter()
    }

    deinit { restore() }

    // MARK: Output

    public func present(_ frame: Frame, cursor: Point?) {
        guard isEntered else { return }
        painter.paint(frame, appearance: appearance, size: size)
        let cursor = cursor.flatMap { frame.bounds.intersection(Rect(size)).contains($0) ? $0 : nil }
        wb_refresh(Int32(cursor?.x ?? 0), Int32(cursor?.y ?? -1))
    }

    public func copyToClipboard(_ text: String) -> Bool {
        guard isEntered, text.utf8.count <= CursesTerminal.clipboardLimit else { return false }
        modes.send("\u{1B}]52;c;\(Data(text.utf8).base64EncodedString())\u{07}")
        return true
    }

    // MARK: Entering and leaving

    public func suspend() {
        guard isEntered else { return }
        isEntered = false
        modes.leave()
        endwin()
        signals.screenLeft()
    }

    public func resume() {
        guard !isEntered, !isRestored else { return }
        isEntered = true
        signals.screenEntered(reset: modes.emergencyReset)
        updateSize()
        wb_redraw_all()
        wb_refresh(0, -1)
        modes.enter()
        painter.invalidate()
    }

    public func restore() {
        guard !isRestored else { return }
        suspend()
        isRestored = true
        delscreen(screen)
        signals.restoreModes()
        signals.giveBack()
    }

    /// Leaves the screen, stops the program as the shell's Ctrl-Z does, and enters the screen again when it goes on.
    private func stopAndGoOn() {
        suspend()
        let missed = signals.stop()
        resume()
        missed.forEach(handle)
    }

    // MARK: Input

    public func nextEvent(timeoutMilliseconds: Int?) -> InputEvent? {
        let clock = ContinuousClock()
        let deadline = timeoutMilliseconds.map { clock.now + .milliseconds(min(max($0, 0), 86_400_000)) }
        while true {
            if !events.isEmpty { return events.removeFirst() }
            if let event = decoder.next() {
                guard event == .key(.control("z")) else { return event }
                stopAndGoOn()
                return .resumed(size)
            }
            let left = deadline.map { max($0 - clock.now, .zero) }
            // Counted from the last bytes on: wakers and frames in between do not make a key wait longer.
            let patience = decoder.isWaiting ? max(CursesTerminal.patience(decoder) - (clock.now - lastInput), .zero) : nil
            let waited = wait(milliseconds: [left, patience].compactMap { $0 }.min().map(CursesTerminal.roundedUp))
            if waited != .input, patience == .zero {
                decoder.giveUpWaiting()
            } else if waited == .nothing, left == .zero {
                return nil
            }
        }
    }

    private enum Waited { case input, other, nothing }

    /// Waits for keys, signals and wakers, and takes what is there.
    private func wait(milliseconds: Int?) -> Waited {
        let readable = Int16(POLLIN)
        var sources = [
            pollfd(fd: STDIN_FILENO, events: readable, revents: 0),
            pollfd(fd: signals.readEnd, events: readable, revents: 0),
            pollfd(fd: wakePipe.readEnd, events: readable, revents: 0),
        ]
        let count = poll(&sources, nfds_t(sources.count), milliseconds.map { Int32(clamping: $0) } ?? -1)
        guard count > 0 else { return count < 0 && errno == EINTR ? .other : .nothing }
        if sources[1].revents != 0 { signals.take().forEach(handle) }
        if sources[2].revents != 0 {
            _ = wakePipe.drain()
            events.append(.woken)
        }
        guard sources[0].revents != 0 else { return .other }
        readInput()
        return .input
    }

    private func readInput() {
        var length = 0
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            length = read(STDIN_FILENO, buffer.baseAddress, buffer.count)
            // Only a failure sets it; after the end of input it would be an older one's.
            if length < 0 { failure = errno }
            count = max(length, 0)
        }
        if length > 0 {
            decoder.feed(bytes)
            lastInput = .now
        } else if length == 0 || (failure != EINTR && failure != EAGAIN) {
            // The end of input, or an error other than a signal: the terminal is gone.
            events.append(.quit(.hungUp))
        }
    }

    private func handle(_ signal: Int32) {
        switch signal {
        case SIGWINCH:
            if isEntered { updateSize() }
            events.append(.resize(size))
        case SIGTSTP:
            stopAndGoOn()
            events.append(.resumed(size))
        case SIGCONT:
            // Stopped by a signal that cannot be caught; another program may have used the terminal since.
            guard isEntered else { break }
            suspend()
            resume()
            events.append(.resumed(size))
        case SIGINT: events.append(.quit(.interrupted))
        case SIGTERM: events.append(.quit(.terminated))
        case SIGHUP: events.append(.quit(.hungUp))
        default: break
        }
    }

    // MARK: Details

    private func updateSize() {
        size = CursesTerminal.currentSize()
        resizeterm(Int32(max(size.rows, 1)), Int32(max(size.columns, 1)))
        painter.invalidate()
    }

    private static func currentSize() -> Size {
        var (columns, rows): (Int32, Int32) = (0, 0)
        if !wb_terminal_size(STDOUT_FILENO, &columns, &rows) { wb_screen_size(&columns, &rows) }
        return Size(columns: Int(columns), rows: Int(rows))
    }

    private static func patience(_ decoder: InputDecoder) -> Duration {
        .milliseconds(decoder.isInsidePaste ? pasteMilliseconds : escapeMilliseconds)
    }

    private static func roundedUp(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return Int(seconds) * 1_000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    /// The type ncurses draws for: a direct-colour relative of TERM where the terminal says it has direct colours and
    /// terminfo knows one, else TERM itself.
    private static func drawingType(_ type: String, environment: [String: String]) throws(CursesStartError) -> String {
        switch wb_find_type(type) {
        case 2: break
        case 1: throw .cannotMoveCursor(type)
        case -1: throw .noTypeDatabase(type)
        default: throw .typeUnknown(type)
        }
        guard ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? ""), environment["NO_COLOR", default: ""].isEmpty else {
            return type
        }
        let stem = type.hasSuffix("-256color") ? String(type.dropLast("-256color".count)) : type
        return wb_find_type("\(stem)-direct") == 2 ? "\(stem)-direct" : type
    }
}
