import Foundation
import Provenance
import Workbench
import Workspaces

/// An open workspace as the runtime uses it: what is in it, and what can be done to it. Closures, so that a test needs no
/// folder and no model.
public struct WorkspaceAccess: Sendable {
    /// Says what an engine does while it loads, and how far it is from 0 to 1 where that is known.
    public typealias Progress = @Sendable (String, Double?) -> Void

    public var contents: WorkspaceContents
    /// Files whose change is worth reading them again.
    public var watchedFiles: [String]
    /// Answers where the file's old text is kept, when it could not be read.
    public var saveRules: @Sendable (RuleSet) throws -> String?
    /// As `saveRules`.
    public var saveBreakpoints: @Sendable ([Breakpoint]) throws -> String?
    /// Answers where the trace stands.
    public var saveTrace: @Sendable (Trace, String) throws -> String
    /// Makes all of the changes, or none.
    public var changeCases: @Sendable ([CaseChange]) throws -> Void
    /// Reads a saved trace by its name, or by the path of its file.
    public var readTrace: @Sendable (String) throws -> Trace
    /// The session to go on with, which is asked for when the workspace is opened first; nil for none.
    public var lastSession: @Sendable () -> SavedSession?
    public var keepSession: @Sendable (SavedSession) throws -> Void
    /// What the last session knew of the cases; nil for nothing.
    public var lastVerdicts: @Sendable () -> KeptVerdicts? = { nil }
    public var keepVerdicts: @Sendable (VerdictSnapshot) throws -> Void = { _ in }
    /// Finds the checkpoints of a training run's stages: of the named one, or of the workspace's own.
    public var findStages: @Sendable (String?) throws -> [StageCheckpoint] = { _ in throw NotSupported("there is no training run here") }
    /// Opens one of them; called on the thread that owns the model.
    public var openStage: @Sendable (StageCheckpoint) throws -> any TraceEngine = { throw NotSupported("\($0.path) cannot be opened here") }
    /// Notes that the tour was begun once.
    public var noteTour: @Sendable () throws -> Void = {}
    /// Loads the model; called once, on the thread that will own it.
    public var openEngine: @Sendable (Progress) throws -> any TraceEngine

    public init(
        contents: WorkspaceContents, watchedFiles: [String] = [], saveRules: @escaping @Sendable (RuleSet) throws -> String?,
        saveBreakpoints: @escaping @Sendable ([Breakpoint]) throws -> String? = { _ in nil },
        saveTrace: @escaping @Sendable (Trace, String) throws -> String,
        changeCases: @escaping @Sendable ([CaseChange]) throws -> Void,
        readTrace: @escaping @Sendable (String) throws -> Trace = { try TraceFile.read($0) },
        lastSession: @escaping @Sendable () -> SavedSession? = { nil },
        keepSession: @escaping @Sendable (SavedSession) throws -> Void = { _ in },
        openEngine: @escaping @Sendable (Progress) throws -> any TraceEngine
    ) {
        self.contents = contents
        self.watchedFiles = watchedFiles
        self.saveRules = saveRules
        self.saveBreakpoints = saveBreakpoints
        self.saveTrace = saveTrace
        self.changeCases = changeCases
        self.readTrace = readTrace
        self.lastSession = lastSession
        self.keepSession = keepSession
        self.openEngine = openEngine
    }

    /// A workspace folder with the engine that the caller chooses.
    ///
    /// - Parameter keepsSession: whether to go on where the last session ended, and to write this one down.
    public init(
        _ opened: Workspace, keepsSession: Bool = false, openEngine: @escaping @Sendable (Progress) throws -> any TraceEngine
    ) {
        var workspace = opened
        // What is done later goes by the files.
        workspace.cases = []
        var contents = WorkspaceContents(
            name: workspace.name, directory: workspace.directory, cases: opened.cases, rules: workspace.rules,
            manifest: try? workspace.manifest(), maximumTokens: workspace.maximumTokens, breakpoints: workspace.breakpoints)
        contents.keepsSession = keepsSession
        contents.traces = workspace.traceNames
        contents.modelStamp = workspace.modelStamp
        let removed = RemovedLines()
        let files = workspace
        self.init(
            contents: contents,
            watchedFiles: [files.casesPath, files.rulesPath, files.breakpointsPath],
            saveRules: { try files.save(rules: $0) },
            saveBreakpoints: { try files.save(breakpoints: $0) },
            saveTrace: { try files.save(trace: $0, name: $1) },
            changeCases: { changes in
                // The file may have changed since it was opened; what stands there now stays.
                let file = try Workspace.readCases(files.casesPath)
                try files.save(cases: changes.reduce(file) { $1.applied(to: $0) }, removed: removed)
            },
            readTrace: { try TraceFile.read(files.tracePath($0)) },
            // A file that cannot be read is a session that cannot be gone on with; the next write replaces it.
            lastSession: { keepsSession ? try? SessionFile.read(files.sessionPath) : nil },
            keepSession: { try SessionFile.write($0, to: files.sessionPath) }, openEngine: openEngine)
        findStages = { try StageFolder.checkpoints(of: files, run: $0) }
        guard keepsSession else { return }
        lastVerdicts = { VerdictFile.read(files.verdictsPath) }
        keepVerdicts = { try VerdictFile.write($0, to: files.verdictsPath) }
    }

    /// A saved trace alone, without a model.
    public init(tracePath: String) throws {
        let url = URL(fileURLWithPath: tracePath)
        let name = url.deletingPathExtension().lastPathComponent
        let trace = try TraceFile.read(tracePath)
        var contents = WorkspaceContents(name: name, directory: url.deletingLastPathComponent().path, cases: [])
        contents.openedTrace = NamedTrace(name: name, trace: trace)
        contents.hasModel = false
        let refused = WorkspaceError(file: tracePath, problem: "a trace alone has no workspace to write to")
        self.init(
            contents: contents, saveRules: { _ in throw refused }, saveTrace: { _, _ in throw refused },
            changeCases: { _ in throw refused },
            openEngine: { _ in throw refused })
    }
}
