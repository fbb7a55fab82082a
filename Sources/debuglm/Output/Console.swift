import Foundation
import Provenance
import Workspaces

/// Standard output and error: one JSON object or plain text on the one, messages and progress on the other.
enum Console {
    /// A message, on standard error.
    static func error(_ text: String) {
        status(VisibleText.of(text, keepingNewlines: true) + "\n")
    }

    /// Text for standard error as it stands; lost in silence when nobody takes it, because the work goes on without.
    static func status(_ text: String) {
        _ = TextFile.write(Data(text.utf8), onto: STDERR_FILENO)
    }

    /// Plain text for people; what strangers wrote cannot move the cursor.
    static func line(_ text: String = "") {
        output(Data((VisibleText.of(text, keepingNewlines: true) + "\n").utf8))
    }

    /// Text for programs, as it stands.
    static func text(_ text: String) {
        output(Data(text.utf8))
    }

    /// One JSON object, keys sorted.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        output(try encoder.encode(value) + Data("\n".utf8))
    }

    /// Writes to standard output, or ends the program: in silence when the reader has gone, as a pipe into `head` does.
    private static func output(_ data: Data) {
        let number = TextFile.write(data, onto: STDOUT_FILENO)
        guard number != 0 else { return }
        if number != EPIPE { error("debuglm: standard output cannot be written: \(String(cString: strerror(number)))") }
        Foundation.exit(1)
    }
}
