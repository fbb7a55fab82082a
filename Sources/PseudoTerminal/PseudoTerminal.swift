import Foundation

/// A program in a terminal of its own: keys go in, what it draws is read into a `ScreenReader`.
///
/// The program is the leader of a session whose controlling terminal this is, as below a shell without job control.
public final class PseudoTerminal {
    /// What could not be done to start the program.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        public let description: String

        init(_ what: String, _ code: Int32) { description = "\(what): \(String(cString: strerror(code)))" }
    }

    /// How a program ended.
    public enum End: Equatable, Sendable {
        case exit(Int32)
        case signal(Int32)
    }

    public private(set) var screen: ScreenReader
    public let process: pid_t
    /// The moment right before the program was started.
    public let started: ContinuousClock.Instant
    private let master: Int32
    /// The program's side, kept open so that what it wrote last can be read, and its modes be asked for, after its end.
    private let slave: Int32
    private var end: End?
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    // Linux's `TIOCSPTLCK` and `TIOCGPTN`, and glibc's `POSIX_SPAWN_SETSID`: the importer leaves them out.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430
    private static let newSession: Int16 = 0x80

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - environment: replaces variables of this process; nil takes one away.
    /// - Throws: `Failure` when there are no pseudo-terminals left, or the program cannot be started.
    public init(
        _ program: String, _ arguments: [String], columns: Int, rows: Int, environment: [String: String?] = [:]
    ) throws(Failure) {
        screen = ScreenReader(columns: columns, rows: rows)
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard master >= 0 else { throw Failure("no pseudo-terminal", errno) }
        var (locked, number) = (Int32(0), UInt32(0))
        guard ioctl(master, Self.setLock, &locked) == 0, ioctl(master, Self.getNumber, &number) == 0 else {
            let code = errno
            close(master)
            throw Failure("no pseudo-terminal", code)
        }
        let name = "/dev/pts/\(number)"
        let slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard slave >= 0 else {
            let code = errno
            close(master)
            throw Failure("the pseudo-terminal cannot be opened", code)
        }
        Self.resize(master, columns: columns, rows: rows)
        started = .now
        do throws(Failure) {
            process = try Self.start(program, arguments, terminal: name, environment: environment)
        } catch {
            close(master)
            close(slave)
            throw error
        }
        self.master = master
        self.slave = slave
    }

    deinit {
        if end == nil {
            kill(process, SIGKILL)
            _ = waitForEnd()
        }
        close(master)
        close(slave)
    }

    private static func start(
        _ program: String, _ arguments: [String], terminal: String, environment: [String: String?]
    ) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The first terminal that the leader of a session opens becomes its controlling one.
        posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What this process ignores or holds back, the program shall not.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | newSession)
        var variables = ProcessInfo.processInfo.environment
        for (name, value) in environment { variables[name] = value }
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var pairs: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + pairs { free(text) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, program, &actions, &attributes, &words, &pairs)
        guard code == 0 else { throw Failure("\(program) cannot be started", code) }
        return child
    }

    // MARK: In

    /// Writes bytes as if they were typed. Reads along, so that a program that writes meanwhile does not wait for us.
    public func send(_ text: String) {
        var rest = Array(text.utf8)[...]
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else {
                guard errno == EAGAIN || errno == EINTR else { return }
                read(seconds: 0.01)
            }
        }
    }

    public func resize(columns: Int, rows: Int) {
        screen.resize(columns: columns, rows: rows)
        Self.resize(master, columns: columns, rows: rows)
    }

    private static func resize(_ descriptor: Int32, columns: Int, rows: Int) {
        var size = winsize(ws_row: UInt16(clamping: rows), ws_col: UInt16(clamping: columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
    }

    /// Sends a signal to the program.
    public func signal(_ number: Int32) { kill(process, number) }

    // MARK: Out

    /// Reads what the program has written, waiting for its first byte at most so long.
    ///
    /// - Returns: false when nothing came.
    @discardableResult
    public func read(seconds: Double) -> Bool {
        var source = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&source, 1, Int32((max(seconds, 0) * 1_000).rounded(.up))) > 0, source.revents & Int16(POLLIN) != 0 else { return false }
        let count = Foundation.read(master, &buffer, buffer.count)
        guard count > 0 else { return false }
        screen.feed(buffer[..<count])
        return true
    }

    /// Reads until the screen is as wanted.
    ///
    /// - Returns: the moment it was; nil when the time was over first, or the program ended without it.
    public func wait(seconds: Double, until isWanted: (ScreenReader) -> Bool) -> ContinuousClock.Instant? {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            if isWanted(screen) { return .now }
            let left = deadline - .now
            guard left > .zero else { return nil }
            if !read(seconds: min(left / .seconds(1), 0.2)), hasEnded, !read(seconds: 0) { return isWanted(screen) ? .now : nil }
        }
    }

    /// Reads until the screen holds a text.
    public func wait(for text: String, seconds: Double = 30) -> Bool { wait(seconds: seconds) { $0.contains(text) } != nil }

    public func wait(forEndOf text: String, seconds: Double = 30) -> Bool { wait(seconds: seconds) { !$0.contains(text) } != nil }

    // MARK: The end

    /// Whether the program has ended by now.
    public var hasEnded: Bool {
        if end == nil { end = take(WNOHANG) }
        return end != nil
    }

    /// Reads until the program has ended.
    ///
    /// - Returns: nil when it goes on after so long.
    public func end(seconds: Double) -> End? {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while !hasEnded, .now < deadline { read(seconds: 0.02) }
        while read(seconds: 0) {}
        return end
    }

    private func waitForEnd() -> End? { take(0) }

    private func take(_ options: Int32) -> End? {
        var status: Int32 = 0
        while true {
            let found = waitpid(process, &status, options)
            if found < 0, errno == EINTR { continue }
            guard found == process else { return nil }
            let signal = status & 0x7F
            return signal == 0 ? .exit((status >> 8) & 0xFF) : .signal(signal)
        }
    }

    /// The modes of the terminal: whether it echoes and gathers lines, as a shell wants it.
    public var isCooked: Bool {
        var modes = termios()
        guard tcgetattr(slave, &modes) == 0 else { return false }
        let wanted = tcflag_t(ECHO | ICANON | ISIG)
        return modes.c_lflag & wanted == wanted
    }
}
