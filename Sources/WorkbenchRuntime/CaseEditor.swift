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
    /// A text that cannot be used is opened again with the reason above it, as often as it is changed.
    ///
    /// - Returns: nil when the editor was left without a change.
    /// - Throws: `Failure` when the editor does not start or ends with an error; `WorkspaceError` for what cannot be read, in a file
    ///   that then stays.
    static func edit(_ one: Case) throws -> Case? {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("debuglm-\(UUID().uuidString)")
        let path = folder.appendingPathComponent("case.yaml").path
        var text = try CaseSheet.text(one)
        // Prompts are nobody else's business.
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try TextFile.write(Data(text.utf8), to: path)
        var attempts = 0
        while true {
            attempts += 1
            do { try run(editor(ProcessInfo.processInfo.environment), path) } catch {
                // What was written before stays where it is.
                guard attempts == 1 else { throw Failure(description: "\(error); your text is in \(path)") }
                try? FileManager.default.removeItem(at: folder)
                throw error
            }
            let written = try TextFile.read(path)
            guard written != Data(text.utf8) else {
                // Left as it was: either nothing was wanted, or the reason was read and the text is given up.
                try? FileManager.default.removeItem(at: folder)
                return nil
            }
            do {
                let edited = try CaseSheet.read(path)
                guard edited.map({ $0.id == one.id }) ?? true else { throw Failure(description: "a case keeps its id (\(one.id))") }
                try? FileManager.default.removeItem(at: folder)
                return edited
            } catch {
                // A file that is no text at all stays where it is, for its error names it; so does one of an editor that nobody sits at.
                guard attempts < mostAttempts, let sheet = String(data: written, encoding: .utf8) else { throw error }
                let reason = "\(error)".replacing(path + ", ", with: "").replacing(path + ": ", with: "").replacing("\n", with: " ")
                text =
                    "\(mark)\(reason)\n"
                    + sheet.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix(mark) }.joined(separator: "\n")
                try TextFile.write(Data(text.utf8), to: path)
            }
        }
    }

    private static let mostAttempts = 20

    /// Begins the line that says why a text could not be used.
    private static let mark = "#! "

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
        // What a shell says of a command that is not there: wait(2) has the code in the second byte.
        guard status >> 8 & 0xFF != 127 else {
            throw Failure(description: "\(editor) is not found; nothing was changed; set EDITOR to the editor you like")
        }
        guard status == 0 else {
            throw Failure(description: "\(editor) ended with an error; nothing was changed; set EDITOR to the editor you like")
        }
    }
}
