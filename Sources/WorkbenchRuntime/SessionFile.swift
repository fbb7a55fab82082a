import Foundation
import Workbench
import Workspaces

/// The file that keeps a session.
enum SessionFile {
    /// - Returns: nil when there is no file.
    /// - Throws: when it cannot be read as a session.
    static func read(_ path: String) throws -> SavedSession? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try JSONDecoder().decode(SavedSession.self, from: TextFile.read(path))
    }

    /// Replaces the file, whole or not at all.
    static func write(_ session: SavedSession, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try TextFile.write(encoder.encode(session), to: path)
    }
}
