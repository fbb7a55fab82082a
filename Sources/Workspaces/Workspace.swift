import Foundation
import Provenance

/// A folder with `workspace.yaml` and the files it names: a model with tags, cases and rules.
public struct Workspace: Sendable, Equatable {
    public let directory: String
    /// The name a person gave it, or the folder's.
    public var name: String
    /// What it is for, in a sentence.
    public var about: String?
    /// The base model (GGUF file or Hugging Face folder); it may be missing on this machine.
    public var modelPath: String
    /// A PEFT folder, when the tags came as an adapter.
    public var adapterPath: String?
    /// The model's `provenance.json`.
    public var manifestPath: String
    /// JSON Lines, one case a line; the file may not be there yet.
    public var casesPath: String
    /// YAML; the file may not be there yet.
    public var rulesPath: String
    /// A shell command that brings the model, to be run in `directory`.
    public var obtainCommand: String?
    /// Tokens an answer may take.
    public var maximumTokens: Int
    public var cases: [Case]
    public var rules: RuleSet
    /// Where a running answer is to stop, from `breakpoints.yaml`.
    public var breakpoints: [Breakpoint]

    private struct File: Decodable {
        var name: String?
        var about: String?
        var model: String
        var adapter: String?
        var manifest: String?
        var cases: String?
        var rules: String?
        var obtain: String?
        var maximum_tokens: Int?
    }

    /// The name of the file that makes a folder a workspace.
    public static let fileName = "workspace.yaml"

    /// Whether a path is that of the file itself rather than of its folder.
    public static func isDescription(_ path: String) -> Bool {
        path == fileName || path.hasSuffix("/" + fileName)
    }

    /// Opens a workspace with its cases and rules; the model is not looked at.
    ///
    /// - Throws: `WorkspaceError` naming the file, the place and what to do, or `WorkspaceErrors` where several files are broken.
    public static func open(_ path: String) throws -> Workspace {
        let folder = isDescription(path) ? (path as NSString).deletingLastPathComponent : path
        let directory = folder.isEmpty ? "." : folder
        let url = URL(fileURLWithPath: directory)
        let file = url.appendingPathComponent(fileName).path
        guard FileManager.default.fileExists(atPath: file) else {
            throw WorkspaceError(
                file: directory, problem: "this is not a workspace: it holds no \(fileName)",
                advice: "give a folder such as Samples/embedded")
        }
        let description = try YAMLFile.decode(File.self, path: file, keys: WorkspaceKeys.workspace)
        func resolved(_ name: String) -> String {
            name.hasPrefix("/") ? name : url.appendingPathComponent(name).standardizedFileURL.path
        }
        if let tokens = description.maximum_tokens, tokens < 1 || tokens > 1_000_000 {
            throw WorkspaceError(file: file, place: "key maximum_tokens", problem: "\(tokens) is not between 1 and 1000000")
        }
        // The usual names may be those of files to come; another name is there, or misspelt.
        func named(_ key: String, _ name: String?, usual: String) throws -> String {
            let path = resolved(name ?? usual)
            guard let name, name != usual, !FileManager.default.fileExists(atPath: path) else { return path }
            throw WorkspaceError(
                file: file, place: "key \(key)", problem: "there is no file \(path)", advice: "correct the name, or make the file")
        }
        let casesPath = try named("cases", description.cases, usual: "cases.jsonl")
        let rulesPath = try named("rules", description.rules, usual: "rules.yaml")
        var broken: [WorkspaceError] = []
        func read<Value>(_ file: () throws -> [Value]) throws -> [Value] {
            do { return try file() } catch let error as WorkspaceError {
                broken.append(error)
                return []
            }
        }
        let cases = try read { try Self.readCases(casesPath) }
        let rules = try read { [try Self.readRules(rulesPath)] }
        let breakpoints = try read { try Self.readBreakpoints(breakpointsPath(in: directory)) }
        guard broken.count < 2 else { throw WorkspaceErrors(broken) }
        if let only = broken.first { throw only }
        return Workspace(
            directory: directory,
            name: description.name ?? url.standardizedFileURL.lastPathComponent,
            about: description.about,
            modelPath: resolved(description.model),
            adapterPath: description.adapter.map(resolved),
            manifestPath: resolved(description.manifest ?? Self.manifestPath(beside: description.adapter ?? description.model)),
            casesPath: casesPath,
            rulesPath: rulesPath,
            obtainCommand: description.obtain,
            maximumTokens: description.maximum_tokens ?? TraceSettings().maximumTokens,
            cases: cases,
            rules: rules.first ?? .none,
            breakpoints: breakpoints)
    }

    /// Reads cases; a file that is not there means none.
    ///
    /// - Throws: `WorkspaceError` naming the line: not JSON, a missing key, an empty prompt, an id that stands twice, a wrong pattern.
    public static func readCases(_ path: String) throws -> [Case] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let data = try TextFile.read(path)
        // In the order of the lines, with words for what is wrong, only where something is.
        return try CasePieces.read(data) ?? readCasesInOrder(data, path)
    }

    private static func readCasesInOrder(_ data: Data, _ path: String) throws -> [Case] {
        var reader = PlainCaseReader()
        let cases = try JSONLines.numbered(Case.self, from: data, file: path) { line, _ in reader.read(line) }
        var seen: [String: Int] = [:]
        for (line, one) in cases {
            if let first = seen.updateValue(line, forKey: one.id) {
                throw WorkspaceError(
                    file: path, place: "line \(line)",
                    problem: "the id \(one.id.debugDescription) stands already on line \(first)",
                    advice: "give each case an id of its own")
            }
            if let pattern = one.expectation?.matches {
                do { _ = try Pattern(pattern) } catch { throw WorkspaceError(file: path, place: "line \(line)", problem: "\(error)") }
            }
        }
        return cases.map(\.value)
    }

    /// Reads rules; a file that is not there means none.
    ///
    /// - Throws: `WorkspaceError` for what is not YAML, unknown keys, and figures out of range. Sources are checked by `validateRules`.
    public static func readRules(_ path: String) throws -> RuleSet {
        guard FileManager.default.fileExists(atPath: path) else { return .none }
        let rules = try YAMLFile.decode(
            RuleSet.self, path: path, keys: WorkspaceKeys.rules, listKeys: ("rules", Rule.keys))
        for rule in rules.rules {
            do { try rule.validate() } catch { throw WorkspaceError(file: path, problem: "\(error)") }
        }
        return rules
    }

    /// The file that keeps where the last session was, which may be missing.
    public var sessionPath: String { URL(fileURLWithPath: directory).appendingPathComponent(".session.json").path }

    /// The file that keeps what is known of the cases, which may be missing.
    public var verdictsPath: String { URL(fileURLWithPath: directory).appendingPathComponent(".verdicts.json").path }

    /// Tells the files of the model and its adapter apart from others, and from what they were, by their places, sizes and dates.
    public var modelStamp: String {
        let parts = [".safetensors", ".gguf", ".bin", ".model", "config.json", "tokenizer.json", "index.json", "provenance.json"]
        let files = [modelPath, adapterPath, manifestPath].compactMap(\.self).flatMap { path in
            let inside = (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? []
            return [path] + inside.filter { name in parts.contains { name.hasSuffix($0) } }.map { path + "/" + $0 }
        }
        return files.map { path in
            // Another file may stand behind a link of the same name.
            let place = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: place),
                attributes[.type] as? FileAttributeType == .typeRegular
            else { return place }
            let date = (attributes[.modificationDate] as? Date)?.timeIntervalSinceReferenceDate ?? 0
            return "\(place) \(attributes[.size] ?? 0) \(date)"
        }.joined(separator: "; ")
    }

    /// Where a saved trace stands: `traces/NAME.json`, or the file itself where a path is given.
    public func tracePath(_ name: String) -> String { Self.tracePath(name, in: directory) }

    /// As `tracePath(_:)`, for a workspace that is not open.
    public static func tracePath(_ name: String, in directory: String) -> String {
        if name.contains("/") || name.hasSuffix(".json") && FileManager.default.fileExists(atPath: name) { return name }
        let file = name.hasSuffix(".json") ? name : name + ".json"
        return URL(fileURLWithPath: directory).appendingPathComponent("traces").appendingPathComponent(file).path
    }

    /// The names of the saved traces, the newest first; at most 1,000.
    public var traceNames: [String] {
        let folder = URL(fileURLWithPath: directory).appendingPathComponent("traces")
        let files =
            (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.contentModificationDateKey])) ?? []
        let traces = files.filter { $0.pathExtension == "json" }.map { file in
            let date = try? file.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
            return (name: file.deletingPathExtension().lastPathComponent, date: date ?? .distantPast)
        }
        return traces.sorted { ($1.date, $0.name) < ($0.date, $1.name) }.prefix(1_000).map(\.name)
    }

    private static func breakpointsPath(in directory: String) -> String {
        URL(fileURLWithPath: directory).appendingPathComponent("breakpoints.yaml").path
    }

    /// The workspace's file of breakpoints, which may be missing.
    public var breakpointsPath: String { Self.breakpointsPath(in: directory) }

    /// Reads breakpoints; a file that is not there means none.
    ///
    /// - Throws: `WorkspaceError` for what is not YAML, unknown keys, conditions in no known form, and more than `BreakpointSet.most`.
    public static func readBreakpoints(_ path: String) throws -> [Breakpoint] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let breakpoints = try YAMLFile.decode(
            BreakpointSet.self, path: path, keys: WorkspaceKeys.breakpoints, listKeys: ("breakpoints", Breakpoint.keys)
        ).breakpoints
        guard breakpoints.count <= BreakpointSet.most else {
            throw WorkspaceError(
                file: path, problem: "\(breakpoints.count) breakpoints stand here", advice: "\(BreakpointSet.most) are the most")
        }
        return breakpoints
    }

    /// Where the manifest of a model or adapter stands: in its folder as `provenance.json`, or beside `name.gguf` as
    /// `name.provenance.json`.
    public static func manifestPath(beside model: String) -> String {
        let isFile = model.lowercased().hasSuffix(".gguf")
        return isFile ? model.dropLast(".gguf".count) + ".provenance.json" : model + "/provenance.json"
    }

    /// Reads the manifest.
    ///
    /// - Throws: as `readManifest`.
    public func manifest() throws -> Manifest {
        try Self.readManifest(manifestPath)
    }

    /// Reads and checks a `provenance.json`.
    ///
    /// - Throws: `WorkspaceError` naming the file and what is wrong with it.
    public static func readManifest(_ path: String) throws -> Manifest {
        let data = try TextFile.read(path)
        do {
            let manifest = try JSONDecoder().decode(Manifest.self, from: data)
            try manifest.validate()
            return manifest
        } catch let error as DecodingError {
            throw WorkspaceError(file: path, problem: error.sentence)
        } catch {
            throw WorkspaceError(file: path, problem: "\(error)")
        }
    }

    /// Checks the rules' sources against a manifest.
    ///
    /// - Throws: `WorkspaceError` naming the rules file.
    public func validateRules(for manifest: Manifest) throws {
        do { try rules.validate(for: manifest) } catch { throw WorkspaceError(file: rulesPath, problem: "\(error)") }
    }

    /// Says what to run when the model's file is not there.
    ///
    /// - Throws: `WorkspaceError` with the command.
    public func requireModel() throws {
        guard !FileManager.default.fileExists(atPath: modelPath) else { return }
        let advice = obtainCommand.map { "run this, then start again:\n  cd \(ShellWord.quoted(directory)) && \($0)" }
        throw WorkspaceError(
            file: modelPath, problem: "the base model is not here", advice: advice ?? "put it there, or name it with --model")
    }
}
