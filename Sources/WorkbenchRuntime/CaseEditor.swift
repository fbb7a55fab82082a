import Foundation
import Provenance
import Workspaces

/// Lets a person change a case in the editor of their choice.
enum CaseEditor {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Writes the case to a file, runs `$VISUAL` or `$EDITOR` on it (or `vi`), and reads it again. The terminal has to be free.
    ///
    /// - Returns: nil when the editor was left without a change.
    /// - Throws: `Failure` when the editor does not start or ends with an error; `WorkspaceError` for what cannot be read, in a file
    ///   that then stays.
    static func edit(_ one: Case) throws -> Case? {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("debuglm-\(UUID().uuidString)")
        let path = folder.appendingPathComponent("case.yaml").path
        let text = try CaseSheet.text(one)
        // Prompts are nobody else's business.
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try TextFile.write(Data(text.utf8), to: path)
        do { try run(editor(ProcessInfo.processInfo.environment), path) } catch {
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
        let isSame = try TextFile.read(path) == Data(text.utf8)
        let edited = isSame ? nil : try CaseSheet.read(path)
        try? FileManager.default.removeItem(at: folder)
        return edited
    }

    static func editor(_ environment: [String: String]) -> String {
        [environment["VISUAL"], environment["EDITOR"]].compactMap(\.self).first { !$0.isEmpty } ?? "vi"
    }

    /// Runs an editor in this program's process group, so that the terminal is its own, and waits for it. The name may hold
    /// arguments, as shells have it.
    private static func run(_ editor: String, _ path: String) throws {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What this program ignores or holds back, the editor shall not.
        var all = sigset_t()
        sigfillset(&all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        let words = ["/bin/sh", "-c", "\(editor) \"$1\"", "sh", path]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        defer { arguments.forEach { free($0) } }
        arguments.append(nil)
        var child: pid_t = 0
        let error = posix_spawn(&child, "/bin/sh", nil, &attributes, arguments, environ)
        guard error == 0 else { throw Failure(description: "the editor cannot be started: \(String(cString: strerror(error)))") }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw Failure(description: "the editor is gone: \(String(cString: strerror(errno)))") }
        }
        guard status == 0 else {
            throw Failure(description: "\(editor) ended with an error; nothing was changed; set EDITOR to the editor you like")
        }
    }
}
