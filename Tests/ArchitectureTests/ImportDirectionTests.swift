import Foundation
import Testing

/// The cut of the package, as the README tells it: which target may import which.
///
/// The compiler accepts any import whose module happens to be built; this test does not.
struct ImportDirectionTests {
    /// Own targets that each target may name in an import line; other modules are listed in `outside`.
    static let allowed: [String: Set<String>] = [
        "CKernels": [],
        "Compute": ["COpenBLAS", "CKernels"],
        "ModelFormats": ["Compute"],
        "Tokenization": ["ModelFormats"],
        "LanguageModel": ["Compute", "ModelFormats", "Tokenization"],
        "Training": ["Compute", "ModelFormats", "Tokenization", "LanguageModel", "Provenance"],
        "LocalEngine": ["Compute", "ModelFormats", "Tokenization", "LanguageModel", "Provenance"],
        "Provenance": [],
        "Workspaces": ["Provenance"],
        "TerminalUI": [],
        "CursesTerminal": ["CNcurses", "TerminalUI"],
        "Workbench": ["TerminalUI", "Provenance"],
        "WorkbenchRuntime": ["Workbench", "TerminalUI", "Provenance", "Workspaces"],
        "PseudoTerminal": ["TerminalUI"],
        "debuglm": [
            "Compute", "ModelFormats", "Tokenization", "LanguageModel", "Training", "LocalEngine", "Provenance", "Workspaces",
        ],
        "debuglm-tui": [
            "LocalEngine", "Workbench", "WorkbenchRuntime", "CursesTerminal", "PseudoTerminal", "TerminalUI", "Provenance", "Workspaces",
        ],
    ]

    /// Modules from outside the package, and who may use them; nobody else.
    static let outside: [String: Set<String>] = [
        "Foundation": Set(allowed.keys),
        "Synchronization": ["Compute", "LanguageModel", "WorkbenchRuntime", "CursesTerminal", "Training", "debuglm", "debuglm-tui"],
        "Dispatch": ["WorkbenchRuntime", "CursesTerminal", "debuglm", "debuglm-tui"],
        "Glibc": Set(allowed.keys),
        "Yams": ["Training", "Workspaces", "TerminalUI"],
        "ArgumentParser": ["debuglm", "debuglm-tui"],
    ]

    static let sources = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")

    @Test(arguments: allowed.keys.sorted())
    func importsPointDown(target: String) throws {
        let folder = Self.sources.appendingPathComponent(target)
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
        for file in files {
            for module in try Self.imports(in: String(contentsOf: file, encoding: .utf8)) {
                let own = Self.allowed[target, default: []].contains(module)
                let foreign = Self.outside[module, default: []].contains(target)
                #expect(own || foreign, "\(target)/\(file.lastPathComponent) must not import \(module)")
            }
        }
    }

    @Test func everyTargetIsListed() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path)
        let systemLibraries: Set = ["COpenBLAS", "CNcurses"]
        #expect(Set(folders).subtracting(systemLibraries) == Set(Self.allowed.keys))
    }

    @Test func importLinesAreFound() {
        let text =
            "import Foundation\n@preconcurrency import Yams\n  import struct Testing.Test\npublic import Compute\n// import Nothing\n"
        #expect(Self.imports(in: text) == ["Foundation", "Yams", "Testing", "Compute"])
    }

    /// The modules that a file's import lines name.
    static func imports(in text: String) -> [String] {
        let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"), place + 1 < words.count else { return nil }
            guard words[..<place].allSatisfy({ $0.hasPrefix("@") || ["public", "package", "internal", "private"].contains($0) }) else {
                return nil
            }
            let name = kinds.contains(String(words[place + 1])) && place + 2 < words.count ? words[place + 2] : words[place + 1]
            return name.split(separator: ".").first.map(String.init)
        }
    }
}
