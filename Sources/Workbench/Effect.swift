import Provenance

/// Work for the runtime, as data: a test compares effects, the runtime carries them out.
public enum Effect: Equatable, Sendable {
    case loadWorkspace
    case loadEngine
    /// Makes one trace and reports every event; goes before any judging.
    case trace(JobID, TraceRequest)
    /// Answers many requests in the background, reporting each one.
    case judge(JobID, [TraceRequest])
    /// Reads every layer at one place; goes before any judging.
    case readLayers(JobID, LayerRequest)
    /// Ends a job within one token. Nothing is reported for it afterwards.
    case cancel(JobID)
    case saveRules(JobID, RuleSet)
    case saveBreakpoints(JobID, [Breakpoint])
    /// Writes a trace into the workspace's `traces/` under this name.
    case saveTrace(JobID, Trace, name: String)
    /// Changes the cases file as it stands by then.
    case changeCases(JobID, CaseChange)
    /// Reads the cases of another file: JSON Lines or CSV.
    case readCases(JobID, path: String)
    /// Writes cases to a file of its own, as JSON Lines or CSV by the name's ending. No file is replaced.
    case exportCases(JobID, [Case], path: String)
    /// Writes traces for others to read. No file is replaced.
    case exportTrace(JobID, TraceReport, TraceReport.Format, path: String)
    /// Gives the terminal to the person's editor with this case, until it ends.
    case editCase(JobID, Case)
    /// Writes the session's file. Nothing is said about it unless it fails.
    case keepSession(SavedSession)
    /// Reads a saved trace: one of the workspace by name, or a file by its path.
    case readTrace(JobID, name: String)
    case copy(String)
    /// Shows the theme with this name.
    case useTheme(String)
    case quit
}
