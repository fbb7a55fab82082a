import ArgumentParser
import CursesTerminal
import Foundation
import LocalEngine
import Provenance
import TerminalUI
import Workbench
import WorkbenchRuntime
import Workspaces

/// The workbench on a terminal.
@main
struct DebugLMWorkbench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "debuglm-tui",
        abstract: "Browse failing prompts, trace their answers to training sources, and switch sources off.",
        discussion: "Without a workspace, the embedded sample is opened. The key ? shows the keys.")

    @Argument(help: ArgumentHelp("A folder with workspace.yaml (default: the embedded sample).", valueName: "workspace"))
    var workspace: String?

    @Option(help: ArgumentHelp("A theme's name, or the path of a theme file.", valueName: "name"))
    var theme: String?

    @Flag(inversion: .prefixedNo, help: "Draw with ASCII characters alone (default: where the locale or a Linux console has no more).")
    var ascii: Bool?

    @Option(help: "Threads that compute (default: all cores).")
    var threads: Int?

    @Option(help: ArgumentHelp("A GGUF file or a Hugging Face folder that stands in for the workspace's base model.", valueName: "path"))
    var model: String?

    @Option(help: ArgumentHelp("Show a saved trace; without a workspace, no model is loaded.", valueName: "file"))
    var trace: String?

    @Flag(inversion: .prefixedNo, help: "Go on where the last session in this workspace ended, and keep this one.")
    var session = true

    @Option(
        help: ArgumentHelp(
            "A YAML file of key bindings (default: debuglm/keys.yaml in the folder of settings, where there is one).", valueName: "file"))
    var keys: String?

    @Flag(help: "Print the key bindings as such a file, to start from, and end.")
    var printKeys = false

    @Flag(help: "Print the list of keys as Markdown, and end.")
    var keyList = false

    @Flag(help: "Measure the workbench on the workspace, in a terminal of its own (minutes), and end.")
    var measure = false

    @Option(help: ArgumentHelp("What --measure measures: start, keys, idle, flips, memory, cases (default: all).", valueName: "parts"))
    var parts: String?

    /// Cases files up to this size are read before the screen is entered, so that a mistake in one is told on the command line.
    private static let quickBytes = 4 << 20

    func validate() throws {
        if let threads, !(1...LocalEngine.mostThreads).contains(threads) {
            throw ValidationError("--threads must be between 1 and \(LocalEngine.mostThreads).")
        }
        _ = try measuredParts()
    }

    /// Exit 0 done, 1 the work failed, 2 wrong usage, as `debuglm`; 128 and the number after a signal.
    static func main() {
        do { try parse().run() } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            FileHandle.standardError.write(Data((Provenance.VisibleText.of(fullMessage(for: error), keepingNewlines: true) + "\n").utf8))
            Foundation.exit(2)
        }
    }

    private static func complain(_ text: String) {
        FileHandle.standardError.write(Data(Provenance.VisibleText.of("debuglm-tui: \(text)\n", keepingNewlines: true).utf8))
    }

    /// Text on standard output, which may be a full disk; a reader that has gone needs no more of it.
    private static func print(_ text: String) throws {
        let number = TextFile.write(Data(text.utf8), onto: STDOUT_FILENO)
        guard number == 0 || number == EPIPE else { throw UnwritableOutput(number: number) }
    }

    func run() throws {
        let status: Int32
        do {
            let keyMap = try KeyLibrary.load(keys ?? Places.keys)
            if printKeys { return try Self.print(keyMap.yaml) }
            if keyList { return try Self.print(keyMap.markdown + "\n") }
            status = measure ? try measureItself() : try show(keyMap)
        } catch {
            Self.complain("\(error)")
            throw ExitCode.failure
        }
        throw ExitCode(status)
    }

    /// Prints each figure with the bar it has to meet.
    ///
    /// - Returns: the exit status, 1 when one is missed.
    private func measureItself() throws -> Int32 {
        guard let folder = workspace ?? Places.sample("embedded") else { throw NoWorkspace() }
        var arguments: [String] = []
        if let model { arguments += ["--model", model] }
        if let threads { arguments += ["--threads", "\(threads)"] }
        return try WorkbenchMeasurement(workspace: folder, arguments: arguments, parts: measuredParts()).run().allSatisfy(\.isMet) ? 0 : 1
    }

    private func measuredParts() throws -> Set<WorkbenchMeasurement.Part> {
        guard let parts else { return Set(WorkbenchMeasurement.Part.allCases) }
        guard measure else { throw ValidationError("--parts says what --measure measures.") }
        return try Set(
            parts.split(separator: ",").map { name in
                guard let part = WorkbenchMeasurement.Part(rawValue: String(name)) else {
                    throw ValidationError("--parts takes \(WorkbenchMeasurement.Part.allCases.map(\.rawValue).joined(separator: ", ")).")
                }
                return part
            })
    }

    private func show(_ keyMap: KeyMap) throws -> Int32 {
        let shelf = ThemeLibrary.load(folder: Places.themes)
        let themes = try ThemeLibrary.choose(theme, from: shelf)
        for (_, failure) in shelf.failures.sorted(by: { $0.key < $1.key }) { Self.complain("\(failure); the theme is left out") }
        let open: @Sendable () throws -> WorkspaceAccess
        if let trace, workspace == nil {
            open = { try WorkspaceAccess(tracePath: trace) }
            _ = try open()
        } else {
            guard let folder = workspace ?? Places.sample("embedded") else { throw NoWorkspace() }
            open = try opener(folder)
            if isQuick(folder) { _ = try open() }
        }
        let terminal = try CursesTerminal(theme: themes.first ?? .builtIn, ascii: ascii)
        return runWorkbench(terminal: terminal, themes: themes, keys: keyMap, openWorkspace: open)
    }

    private func isQuick(_ folder: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/cases.jsonl")
        return (attributes?[.size] as? Int ?? 0) <= Self.quickBytes
    }

    /// The workspace is opened again whenever its files change; the trace of the command line is read once.
    private func opener(_ folder: String) throws -> @Sendable () throws -> WorkspaceAccess {
        let (model, threads, keepsSession) = (model, threads, session)
        // The tour is made for the sample that one gets without asking for anything.
        let tourMark = workspace == nil ? Places.tourMark : nil
        let beginsTour = tourMark.map { !FileManager.default.fileExists(atPath: $0) } ?? false
        let shown = try trace.map { shown in
            let name = URL(fileURLWithPath: shown).deletingPathExtension().lastPathComponent
            return NamedTrace(name: name, trace: try TraceFile.read(Workspace.tracePath(shown, in: folder)))
        }
        return {
            var opened = try Workspace.open(folder)
            if let model { opened.useModel(model) }
            if let manifest = try? opened.manifest() { try opened.useSources(of: manifest) }
            var described = opened
            // Those who open a model or a stage have no use for the cases.
            described.cases = []
            let workspace = described
            var access = WorkspaceAccess(opened, keepsSession: keepsSession) { progress in
                progress("opening \((workspace.modelPath as NSString).lastPathComponent)", nil)
                try workspace.requireModel()
                let manifest = try workspace.manifest()
                return try LocalEngine.open(
                    modelPath: workspace.modelPath, adapterPath: workspace.adapterPath, manifest: manifest, threads: threads)
            }
            // Verdicts are of the model and of the arithmetic: another may answer otherwise where two tokens are about as likely.
            access.contents.modelStamp?.append("; " + LocalEngine.arithmetic)
            access.contents.openedTrace = shown
            access.contents.beginsTour = beginsTour
            access.noteTour = { if let tourMark { try Self.note(tourMark) } }
            access.openStage = { try Self.open($0, of: workspace, threads: threads) }
            return access
        }
    }
}

extension DebugLMWorkbench {
    /// Opens what a training stage left.
    private static func open(_ stage: StageCheckpoint, of workspace: Workspace, threads: Int?) throws -> any TraceEngine {
        if stage.kind != .model { try workspace.requireModel() }
        guard stage.kind != .base else {
            return try LocalEngine.openUntagged(modelPath: stage.path, chat: workspace.manifest().chat, threads: threads)
        }
        return try LocalEngine.open(
            modelPath: stage.kind == .model ? stage.path : workspace.modelPath, adapterPath: stage.kind == .model ? nil : stage.path,
            manifest: Workspace.readManifest(Workspace.manifestPath(beside: stage.path)), threads: threads)
    }

    private static func note(_ path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try TextFile.write(Data("The tour of debuglm-tui was begun; :tour starts it again.\n".utf8), to: path)
    }
}

/// What was to be printed is lost.
private struct UnwritableOutput: Error, CustomStringConvertible {
    var number: Int32
    var description: String { "standard output cannot be written: \(String(cString: strerror(number)))" }
}

/// No workspace was named, and the embedded sample is not found.
private struct NoWorkspace: Error, CustomStringConvertible {
    var description: String {
        "the embedded sample is not here; name a workspace folder, or set DEBUGLM_SAMPLES to the folder Samples"
    }
}
