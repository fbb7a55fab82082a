import Foundation
import Provenance
import Yams

extension Workspace {
    /// Saved traces that may share a name.
    private static let mostOfName = 1_000

    /// Writes the rules file, whole or not at all. Its comments are kept, each above the rule it stands with.
    ///
    /// - Returns: where the file's old text is kept, when it could not be read as rules.
    /// - Throws: `WorkspaceError`; the old file then stands as it was.
    @discardableResult
    public func save(rules: RuleSet) throws -> String? {
        let text: String
        do { text = try YAMLEncoder().encode(rules) } catch {
            throw WorkspaceError(file: rulesPath, problem: "the rules cannot be written as YAML: \(error)")
        }
        let old = (try? String(contentsOfFile: rulesPath, encoding: .utf8)) ?? ""
        let oldRules = (try? Self.readRules(rulesPath)) ?? .none
        let whole = RuleComments(of: old, rules: oldRules.rules).around(text, rules: rules.rules)
        let kept = try keepUnreadable(rulesPath) { _ = try Self.readRules($0) }
        try TextFile.write(Data(whole.utf8), to: rulesPath)
        return kept
    }

    /// Writes the file of breakpoints, whole or not at all.
    ///
    /// - Returns: where the file's old text is kept, when it could not be read as breakpoints.
    @discardableResult
    public func save(breakpoints: [Breakpoint]) throws -> String? {
        let text: String
        do { text = try YAMLEncoder().encode(BreakpointSet(breakpoints: breakpoints)) } catch {
            throw WorkspaceError(file: breakpointsPath, problem: "the breakpoints cannot be written as YAML: \(error)")
        }
        let kept = try keepUnreadable(breakpointsPath) { _ = try Self.readBreakpoints($0) }
        try TextFile.write(Data(text.utf8), to: breakpointsPath)
        return kept
    }

    /// Copies a file that someone else broke, before it is written over: to `NAME~`, or `NAME~2` and so on.
    ///
    /// - Returns: the copy's path; nil when there is no file, or nothing wrong with it.
    private func keepUnreadable(_ path: String, _ read: (String) throws -> Void) throws -> String? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue, (try? read(path)) == nil else {
            return nil
        }
        let names = CollectionOfOne("~") + (2...Self.mostOfName).map { "~\($0)" }
        guard let name = names.first(where: { !FileManager.default.fileExists(atPath: path + $0) }) else {
            throw WorkspaceError(
                file: path, problem: "it cannot be read, and there are \(Self.mostOfName) copies of it", advice: "mend it by hand")
        }
        do { try FileManager.default.copyItem(atPath: path, toPath: path + name) } catch {
            throw WorkspaceError(
                file: path, problem: "it cannot be read, nor kept aside: \(error.localizedDescription)", advice: "mend it by hand")
        }
        return path + name
    }

    /// Writes the cases file, whole or not at all. The line of a case that is as it was stays as it was, and a changed one
    /// keeps the keys that this version does not know.
    ///
    /// - Parameter removed: where the lines of cases that are taken out are kept, and taken from for those that come back.
    /// - Throws: `WorkspaceError`; the old file then stands as it was.
    public func save(cases: [Case], removed: RemovedLines? = nil) throws {
        let lines = (try? CaseLines(path: casesPath)) ?? CaseLines()
        try TextFile.write(lines.written(cases, removed: removed), to: casesPath)
        removed?.add(lines.missing(in: cases))
    }

    /// Writes a trace to `traces/NAME.json`, or to `NAME-2.json` and so on where an older trace has the name.
    ///
    /// - Parameter name: letters outside `A-Z a-z 0-9 - _ .` become `-`.
    /// - Returns: the file's path.
    /// - Throws: `WorkspaceError`.
    @discardableResult
    public func save(trace: Trace, name: String) throws -> String {
        let folder = URL(fileURLWithPath: directory).appendingPathComponent("traces")
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            throw WorkspaceError(file: folder.path, problem: "the folder cannot be made: \(error.localizedDescription)")
        }
        let safe = String(
            name.unicodeScalars.map {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains($0)) ? Character($0) : "-"
            })
        let stem = safe.isEmpty ? "trace" : safe
        let names = CollectionOfOne(stem) + (2...Self.mostOfName).map { "\(stem)-\($0)" }
        let paths = names.lazy.map { folder.appendingPathComponent($0 + ".json").path }
        guard let path = paths.first(where: { !FileManager.default.fileExists(atPath: $0) }) else {
            throw WorkspaceError(
                file: folder.path, problem: "\(Self.mostOfName) traces are called \(stem) already", advice: "choose another name")
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        try TextFile.write(encoder.encode(trace), to: path)
        return path
    }
}
