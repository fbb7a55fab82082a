import Foundation
import TerminalUI
import Workbench
import Workspaces

/// Reads a person's key bindings.
public enum KeyLibrary {
    /// The standard bindings with those of a file in their place.
    ///
    /// - Parameter path: nil for none.
    /// - Throws: `SettingsError` with the line, or `WorkspaceError` when the file cannot be read.
    public static func load(_ path: String?) throws -> KeyMap {
        guard let path else { return .standard }
        let data = try TextFile.read(path)
        guard let text = String(data: data, encoding: .utf8) else { throw WorkspaceError(file: path, problem: "it is not UTF-8 text") }
        return try KeyMap.standard.applying(KeyFile(yaml: text, file: path))
    }
}
