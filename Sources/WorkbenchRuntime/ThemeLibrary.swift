import Foundation
import Provenance
import TerminalUI

/// Reads the themes of a folder: every `*.yaml` is one, picked up without a build.
public enum ThemeLibrary {
    /// Why a theme cannot be shown; the sentence names the file.
    public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
        public var description: String
    }

    /// What a folder holds.
    public struct Shelf: Sendable {
        /// The built-in theme and those that can be read.
        public var themes: [Theme]
        /// Why the others cannot, by the file's name without its ending.
        public var failures: [String: Failure]
    }

    /// The built-in theme and those of a folder, by name. A broken file takes no other theme along.
    ///
    /// - Parameter folder: nil, or a folder that is not there, means none but the built-in one.
    public static func load(folder: String?) -> Shelf {
        var shelf = Shelf(themes: [.builtIn], failures: [:])
        guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return shelf }
        for name in names.sorted() where name.hasSuffix(".yaml") {
            do { shelf.themes.append(try read(folder + "/" + name)) } catch {
                shelf.failures[String(name.dropLast(".yaml".count))] = Failure(description: "\(error)")
            }
        }
        return shelf
    }

    /// Reads one theme file.
    ///
    /// - Throws: `SettingsError`, or `Failure` when the file cannot be read.
    public static func read(_ path: String) throws -> Theme {
        guard let data = FileManager.default.contents(atPath: path) else { throw Failure(description: "\(path): the theme cannot be read") }
        guard let text = String(data: data, encoding: .utf8) else { throw Failure(description: "\(path): the theme is not UTF-8 text") }
        return try Theme(yaml: text, file: path)
    }

    /// Puts the wanted theme first: one of the names, or the path of a file, which stands in for a theme of its name.
    ///
    /// - Throws: `Failure`, also when the wanted theme's own file is broken.
    public static func choose(_ wanted: String?, from shelf: Shelf) throws -> [Theme] {
        let themes = shelf.themes
        guard let wanted else { return themes }
        if let index = themes.firstIndex(where: { $0.name == wanted }) {
            return [themes[index]] + themes[..<index] + themes[(index + 1)...]
        }
        if let failure = shelf.failures[wanted] { throw failure }
        guard wanted.contains("/") || wanted.hasSuffix(".yaml") else {
            let names = themes.map(\.name)
            let hint = NearestName.of(wanted, in: names).map { "did you mean \($0)?" } ?? "there are: \(names.joined(separator: ", "))"
            throw Failure(description: "no theme \(wanted.debugDescription); \(hint)")
        }
        let chosen = try read(wanted)
        return [chosen] + themes.filter { $0.name != chosen.name }
    }
}
