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
    /// Probes behind each token that could stand somewhere; goes before any judging.
    case readCandidates(JobID, CandidateRequest)
    /// Asks which tokens make up a text.
    case readPieces(JobID, String)
    /// Looks for the checkpoints of a run's stages; nil means the run that the workspace's model comes from.
    case findStages(JobID, run: String?)
    /// Asks one checkpoint after the other, each opened for this alone; goes before any judging.
    case askStages(JobID, TraceRequest, [StageCheckpoint])
    /// Notes that the tour was begun once.
    case noteTour
    /// Ends a job within one token. Nothing is reported for it afterwards.
    case cancel(JobID)
    case saveRules(JobID, RuleSet)
    case saveBreakpoints(JobID, [Breakpoint])
    /// Writes a trace into the workspace's `traces/` under this name.
    case saveTrace(JobID, Trace, name: String)
    /// Makes these changes, in their order, in the cases file as it stands by then: all of them or none.
    case changeCases(JobID, [CaseChange])
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
    /// Writes down what is known of the cases. Nothing is said about it unless it fails.
    case keepVerdicts(VerdictSnapshot)
    /// Reads a saved trace: one of the workspace by name, or a file by its path.
    case readTrace(JobID, name: String)
    case copy(String)
    /// Shows the theme with this name.
    case useTheme(String)
    case quit
}
