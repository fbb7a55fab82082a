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
    public var saveRules: @Sendable (RuleSet) throws -> Void
    public var saveBreakpoints: @Sendable ([Breakpoint]) throws -> Void
    public var saveTrace: @Sendable (Trace, String) throws -> Void
    public var addCase: @Sendable (Case) throws -> Void
    /// Loads the model; called once, on the thread that will own it.
    public var openEngine: @Sendable (Progress) throws -> any TraceEngine

    public init(
        contents: WorkspaceContents, watchedFiles: [String] = [], saveRules: @escaping @Sendable (RuleSet) throws -> Void,
        saveBreakpoints: @escaping @Sendable ([Breakpoint]) throws -> Void = { _ in },
        saveTrace: @escaping @Sendable (Trace, String) throws -> Void, addCase: @escaping @Sendable (Case) throws -> Void,
        openEngine: @escaping @Sendable (Progress) throws -> any TraceEngine
    ) {
        self.contents = contents
        self.watchedFiles = watchedFiles
        self.saveRules = saveRules
        self.saveBreakpoints = saveBreakpoints
        self.saveTrace = saveTrace
        self.addCase = addCase
        self.openEngine = openEngine
    }

    /// A workspace folder with the engine that the caller chooses.
    public init(_ workspace: Workspace, openEngine: @escaping @Sendable (Progress) throws -> any TraceEngine) {
        self.init(
            contents: WorkspaceContents(
                name: workspace.name, directory: workspace.directory, cases: workspace.cases, rules: workspace.rules,
                manifest: try? workspace.manifest(), maximumTokens: workspace.maximumTokens,
                breakpoints: workspace.breakpoints),
            watchedFiles: [workspace.casesPath, workspace.rulesPath, workspace.breakpointsPath],
            saveRules: { try workspace.save(rules: $0) },
            saveBreakpoints: { try workspace.save(breakpoints: $0) },
            saveTrace: { try workspace.save(trace: $0, name: $1) },
            addCase: { added in
                // The file may have changed since it was opened; what stands there now stays.
                try workspace.save(cases: Workspace.readCases(workspace.casesPath) + [added])
            },
            openEngine: openEngine)
    }
}
