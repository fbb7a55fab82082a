import Foundation

/// Finds the folders that come with the program: beside the current folder, where the environment says, or in the package the
/// program was built in.
enum Places {
    /// Folders above the executable that are looked at: `.build/release` lies three below the package.
    private static let levels = 6

    /// A sample workspace by name.
    static func sample(_ name: String) -> String? {
        let environment = ProcessInfo.processInfo.environment["DEBUGLM_SAMPLES"].map { ["\($0)/\(name)"] } ?? []
        let candidates = environment + ["Samples/\(name)"] + packageFolders.map { "\($0)/Samples/\(name)" }
        return candidates.first { FileManager.default.fileExists(atPath: $0 + "/workspace.yaml") }
    }

    /// The folder of themes.
    static var themes: String? {
        let environment = ProcessInfo.processInfo.environment["DEBUGLM_THEMES"].map { [$0] } ?? []
        return (environment + ["Themes"] + packageFolders.map { "\($0)/Themes" }).first { folder in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) && isFolder.boolValue
        }
    }

    /// A person's key bindings, where there is such a file.
    static var keys: String? {
        guard let path = home("XDG_CONFIG_HOME", else: ".config").map({ $0 + "/keys.yaml" }) else { return nil }
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// The file that says that the tour was begun once; nil where there is no home for it.
    static var tourMark: String? { home("XDG_STATE_HOME", else: ".local/state").map { $0 + "/tour" } }

    /// A folder of this program below the one that a variable names, or below the home folder. A relative path counts as none, as
    /// the XDG base directory specification has it.
    private static func home(_ variable: String, else folder: String) -> String? {
        let environment = ProcessInfo.processInfo.environment
        if let path = environment[variable], path.hasPrefix("/") { return path + "/debuglm" }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return "\(home)/\(folder)/debuglm"
    }

    private static var packageFolders: [String] {
        guard var folder = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent() else { return [] }
        var folders: [String] = []
        for _ in 0..<levels {
            folders.append(folder.path)
            folder.deleteLastPathComponent()
        }
        return folders
    }
}
