import Provenance
import TerminalUI

/// Everything that can happen to the workbench. Time comes in here too, so that `update` is a function of its arguments.
public enum Message: Equatable, Sendable {
    /// A key, a mouse action, a paste or a new size.
    case input(InputEvent)
    /// Seconds since the program began.
    case tick(Double)
    case workspaceLoaded(WorkspaceContents)
    case workspaceFailed(String)
    /// What the engine is doing while it loads, and how far it is from 0 to 1.
    case engineProgress(String, fraction: Double?)
    case engineLoaded(Manifest, modelName: String)
    case engineFailed(String)
    /// What an earlier session knew of the cases.
    case verdictsRead(ReadVerdicts)
    case traceEvent(JobID, TraceEvent)
    case traceEnded(JobID, Trace)
    /// One request of a judging job was answered.
    case judged(JobID, request: Int, Trace)
    /// One request of a judging job cannot be carried out; the others go on.
    case judgingFailed(JobID, request: Int, String)
    case judgeEnded(JobID)
    case jobFailed(JobID, String)
    /// `kept` is where the file's old text stands, which could not be read.
    case saved(JobID, kept: String? = nil)
    /// A file that was asked for stands at this path.
    case written(JobID, String)
    /// The cases of a file that was to be imported.
    case casesRead(JobID, [Case])
    /// A case comes back from the editor; nil when it is as it was.
    case caseEdited(JobID, Case?)
    case layersRead(JobID, [LayerReading])
    /// The distribution behind each candidate, in their order.
    case candidatesRead(JobID, [TagDistribution?])
    /// The tokens that a text is made of.
    case piecesRead(JobID, [TextPiece])
    /// A saved trace was read.
    case traceRead(JobID, Trace)
    /// The checkpoints of a run's stages, in their order.
    case stagesFound(JobID, [StageCheckpoint])
    /// Something happened to the checkpoint at this place of those that were asked.
    case stage(JobID, Int, StageEvent)
    case stagesEnded(JobID)
    case sessionNotKept(String)
    case verdictsNotKept(String)
    /// A text was too long for the terminal's clipboard.
    case notCopied
    /// The workspace's files were changed by someone else.
    case filesChanged(WorkspaceContents)
    /// They were changed and cannot be read now: what is wrong with each of them.
    case filesUnreadable([String])
}

/// A workspace as the workbench needs it.
public struct WorkspaceContents: Equatable, Sendable {
    public var name: String
    /// The folder as the command line names it.
    public var directory: String
    public var cases: [Case]
    /// What the filter looks at, of these cases; it is worked out when they are shown where nobody did so before.
    public var index: CaseIndex?
    public var rules: RuleSet
    /// The sources, where they are known before the model is loaded.
    public var manifest: Manifest?
    /// The longest answer, in tokens.
    public var maximumTokens: Int?
    public var breakpoints: [Breakpoint]
    /// Tells the model's files apart from others, and from what they were; nil where there is no model.
    public var modelStamp: String?
    /// Names of the saved traces, the newest first.
    public var traces: [String] = []
    /// Where the last session ended.
    public var session: SavedSession?
    /// Whether this session is written down for the next one.
    public var keepsSession = false
    /// A saved trace to show first, with its name.
    public var openedTrace: NamedTrace?
    /// The tour was never begun, and this is the sample it is made for.
    public var beginsTour = false
    /// False where there are only saved traces to look at.
    public var hasModel = true

    public init(
        name: String, directory: String, cases: [Case], rules: RuleSet = .none, manifest: Manifest? = nil, maximumTokens: Int? = nil,
        breakpoints: [Breakpoint] = []
    ) {
        self.name = name
        self.directory = directory
        self.cases = cases
        self.rules = rules
        self.manifest = manifest
        self.maximumTokens = maximumTokens
        self.breakpoints = breakpoints
    }
}

/// What becomes of a checkpoint that is asked.
public enum StageEvent: Equatable, Sendable {
    /// Its weights are being read. What it said before, if anything, is said again.
    case opening
    case event(TraceEvent)
    case ended(Trace)
    case failed(String)
}

/// A trace and what it is called.
public struct NamedTrace: Equatable, Sendable {
    public var name: String
    public var trace: Trace

    public init(name: String, trace: Trace) {
        self.name = name
        self.trace = trace
    }
}

/// Names one piece of work; an answer to a job that is no longer wanted is dropped by it.
public struct JobID: Hashable, Sendable, CustomStringConvertible {
    public let number: Int

    public init(_ number: Int) { self.number = number }

    public var description: String { "#\(number)" }
}
