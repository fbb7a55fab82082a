import Provenance

/// Work for the runtime, as data: a test compares effects, the runtime carries them out.
public enum Effect: Equatable, Sendable {
    case loadWorkspace
    case loadEngine
    /// Makes one trace and reports every event; goes before any judging.
    case trace(JobID, TraceRequest)
    /// Answers many requests in the background, reporting each one.
    case judge(JobID, [TraceRequest])
    /// Ends a job within one token. Nothing is reported for it afterwards.
    case cancel(JobID)
    case saveRules(JobID, RuleSet)
    case saveBreakpoints(JobID, [Breakpoint])
    /// Writes a trace into the workspace's `traces/` under this name.
    case saveTrace(JobID, Trace, name: String)
    /// Adds a case to the end of the cases file.
    case addCase(JobID, Case)
    case copy(String)
    /// Shows the theme with this name.
    case useTheme(String)
    case quit
}
