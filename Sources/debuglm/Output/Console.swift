import Foundation
import Provenance

/// Standard output and error: one JSON object or plain text on the one, messages and progress on the other.
enum Console {
    static func error(_ text: String) {
        FileHandle.standardError.write(Data((VisibleText.of(text, keepingNewlines: true) + "\n").utf8))
    }

    /// Plain text for people; what strangers wrote cannot move the cursor.
    static func line(_ text: String = "") {
        FileHandle.standardOutput.write(Data((VisibleText.of(text, keepingNewlines: true) + "\n").utf8))
    }

    /// One JSON object, keys sorted.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        FileHandle.standardOutput.write(try encoder.encode(value) + Data("\n".utf8))
    }
}
