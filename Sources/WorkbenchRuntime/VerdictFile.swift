import Foundation
import Workbench
import Workspaces

/// The file that keeps verdicts from one session to the next. It holds nothing that cannot be judged again.
enum VerdictFile {
    /// - Returns: nil when there is no file, or none that can be used.
    static func read(_ path: String) -> KeptVerdicts? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try? JSONDecoder().decode(KeptVerdicts.self, from: TextFile.read(path))
    }

    /// Replaces the file, whole or not at all.
    static func write(_ verdicts: VerdictSnapshot, to path: String) throws {
        try TextFile.write(JSONEncoder().encode(verdicts.kept), to: path)
    }
}
