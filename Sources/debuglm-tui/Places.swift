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
