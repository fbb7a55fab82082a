import Foundation
import Provenance
import TerminalUI

/// Reads the themes of a folder: every `*.yaml` is one, picked up without a build.
public enum ThemeLibrary {
    /// Why a theme cannot be shown; the sentence names the file.
    public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
        public var description: String
    }

    /// The built-in theme and those of a folder, by name.
    ///
    /// - Parameter folder: nil, or a folder that is not there, means none but the built-in one.
    /// - Throws: `ThemeError`, or `Failure` when a file cannot be read.
    public static func load(folder: String?) throws -> [Theme] {
        guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [.builtIn] }
        return [.builtIn] + (try names.sorted().filter { $0.hasSuffix(".yaml") }.map { try read(folder + "/" + $0) })
    }

    /// Reads one theme file.
    public static func read(_ path: String) throws -> Theme {
        guard let data = FileManager.default.contents(atPath: path) else { throw Failure(description: "\(path): the theme cannot be read") }
        guard let text = String(data: data, encoding: .utf8) else { throw Failure(description: "\(path): the theme is not UTF-8 text") }
        return try Theme(yaml: text, file: path)
    }

    /// Puts the wanted theme first: one of the names, or the path of a file.
    public static func choose(_ wanted: String?, from themes: [Theme]) throws -> [Theme] {
        guard let wanted else { return themes }
        if let index = themes.firstIndex(where: { $0.name == wanted }) {
            return [themes[index]] + themes[..<index] + themes[(index + 1)...]
        }
        guard wanted.contains("/") || wanted.hasSuffix(".yaml") else {
            let names = themes.map(\.name)
            let hint = NearestName.of(wanted, in: names).map { "did you mean \($0)?" } ?? "there are: \(names.joined(separator: ", "))"
            throw Failure(description: "no theme \(wanted.debugDescription); \(hint)")
        }
        return [try read(wanted)] + themes
    }
}
