import Foundation

/// A program started by a test.
///
/// Foundation's `Process` learns of an end by a descriptor that the child inherits; a daemon that the child leaves behind (tmux's
/// server) keeps it open, and the wait never ends. Here the child is waited for by its id.
struct ChildProcess {
    struct StartFailure: Error {
        var program: String
        var code: Int32
    }

    let id: pid_t

    /// - Parameters:
    ///   - output: where standard output goes; nil means nowhere.
    ///   - errors: where standard error goes; nil means nowhere.
    init(_ program: String, _ arguments: [String], environment: [String: String] = [:], output: String? = nil, errors: String? = nil) throws
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output ?? "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors ?? "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        // Threads of the test runner block signals; a child that inherits that never hears of its own children.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" }
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var pairs: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
        defer { for text in words + pairs { free(text) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, program, &actions, &attributes, &words, &pairs)
        guard code == 0 else { throw StartFailure(program: program, code: code) }
        id = child
    }

    func interrupt() { kill(id, SIGINT) }

    /// Waits for the end.
    ///
    /// - Returns: the exit status, or the number of the signal that ended it.
    func wait() -> (status: Int32, exited: Bool) {
        var status: Int32 = 0
        while waitpid(id, &status, 0) == -1, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? ((status >> 8) & 0xFF, true) : (signal, false)
    }
}
