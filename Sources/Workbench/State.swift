import Provenance
import TerminalUI

/// The places of the screen that take keys.
public enum Pane: String, CaseIterable, Equatable, Sendable {
    case cases, trace, rules

    /// As messages name it.
    var about: String {
        switch self {
        case .cases: "the list of cases"
        case .trace: "the trace"
        case .rules: "the rules"
        }
    }
}

/// How far the engine is.
public enum EngineFace: Equatable, Sendable {
    /// The workspace comes first.
    case waiting
    case loading(String, fraction: Double?)
    case failed(String)
    case ready(modelName: String)

    var isReady: Bool {
        if case .ready = self { return true }
        return false
    }
}

/// How far the workspace is.
public enum WorkspaceFace: Equatable, Sendable {
    case loading
    case failed(String)
    case ready
}

/// A short message in the footer that goes away by itself.
public struct Notice: Equatable, Sendable {
    public enum Kind: Equatable, Sendable { case information, warning, error }
    public var text: String
    public var kind: Kind
    public var until: Double
}

/// What stands above the panes and takes all keys.
public enum Dialog: Equatable, Sendable {
    case help(top: Int)
    case log(top: Int)
    case editor(PromptEditor)
    /// What could stand at the cursor; the place of the selection.
    case alternatives(selected: Int)
    case breakpoints(selected: Int)
    /// What can be done to the marked cases.
    case actions(selected: Int)
    /// Whether these cases are to be taken out of the cases file.
    case confirmDelete([String])
    /// The layers at the cursor; the first one on the screen, counted from the last layer down.
    case layers(top: Int)
    /// What the checkpoint of each training stage answers; the first line on the screen.
    case stages(top: Int)
    /// The what-if matrix, which is kept when it is closed.
    case matrix
    case confirmQuit
    /// Which rules are to stand: one's own, which are not saved, or those that someone else wrote into the file.
    case changedRules

    /// The action whose key opens it and closes it again.
    var opener: Action? {
        switch self {
        case .help: .help
        case .log: .log
        case .alternatives: .alternatives
        case .breakpoints: .breakpoints
        case .actions: .actions
        case .layers: .layers
        case .stages: .stages
        case .matrix: .matrix
        case .editor, .confirmDelete, .confirmQuit, .changedRules: nil
        }
    }
}

/// A text being written.
public struct PromptEditor: Equatable, Sendable {
    public enum Purpose: Equatable, Sendable {
        /// The prompt of a new case.
        case newCase
        /// The prompt that is open, changed for this session.
        case prompt
        /// The answer that production gave to the open case.
        case observed
    }

    public var purpose: Purpose
    public var field: TextField

    /// Columns of its text on a screen that is so wide.
    static func width(_ columns: Int) -> Int { max(Frame.dialogColumns(min(columns, 100), of: columns) - 4, 1) }

    init(_ purpose: Purpose, _ text: String = "") {
        self.purpose = purpose
        field = TextField(text, keepsNewlines: true)
    }
}

/// A line that is being typed at the bottom of the screen.
public enum TypedLine: Equatable, Sendable {
    case command(TypedCommand)
    /// The filter of the cases, which takes effect with every key; `before` is what Esc brings back.
    case filter(TextField, before: String)
}

/// The whole of the workbench. One value: `update` replaces it, `view` draws it.
public struct State: Equatable, Sendable {
    public internal(set) var size: Size
    /// Seconds since the program began, as the last message had it.
    public internal(set) var now = 0.0
    public internal(set) var workspace: WorkspaceFace = .loading
    public internal(set) var workspaceName = ""
    public internal(set) var directory = ""
    public internal(set) var engine: EngineFace = .waiting
    /// When the engine began to load.
    var engineSince = 0.0
    public internal(set) var manifest: Manifest?
    public internal(set) var marks = SourceMarks.none
    public internal(set) var cases = CaseList()
    /// What the cases file does not have yet.
    public internal(set) var caseWrites = CaseWrites()
    public internal(set) var verdicts = VerdictBook()
    public internal(set) var document: Document?
    public internal(set) var runs = RunStore()
    public internal(set) var branches = BranchBook()
    public internal(set) var rules = RuleHistory()
    /// What someone else wrote into the rules file while there were unsaved changes here: taken or written over, never by itself.
    public internal(set) var offeredRules: RuleSet?
    /// The row of the rules pane that way, threshold and patience act on.
    public internal(set) var ruleRow = 0
    public internal(set) var breakpoints = BreakpointList()
    public internal(set) var matrix: Matrix?
    public internal(set) var lens: LayerLens?
    public internal(set) var candidates: CandidateReading?
    /// A saved trace is all there is: no workspace, no model.
    var isTraceAlone = false
    /// Names of the traces that the workspace keeps, the newest first.
    var savedTraces: [String] = []
    /// The cases that were deleted in this session, one deletion after the other.
    var deleted: [[RemovedCase]] = []
    /// The length of answers that a person asked for, instead of the workspace's.
    var askedTokens: Int?
    /// What was typed for a new case and left with Esc.
    var draft = ""
    public internal(set) var judging = Judging()
    var jobs = JobTable()
    public internal(set) var log = CallLog()
    public internal(set) var focus: Pane = .cases
    public internal(set) var isZoomed = false
    public internal(set) var dividers = Dividers()
    /// The divider that is being dragged.
    var dragged: Divider?
    public internal(set) var tour: Tour?
    public internal(set) var stages: StageComparison?
    public internal(set) var dialog: Dialog?
    public internal(set) var line: TypedLine?
    var commandHistory: [String] = []
    var keeper = SessionKeeper()
    var verdictKeeper = VerdictKeeper()
    /// A person wants to quit as soon as everything is written.
    var isLeaving = false
    public internal(set) var notice: Notice?
    public let keys: KeyMap
    public internal(set) var themeName: String
    public internal(set) var themeNames: [String]
    public internal(set) var settings: TraceSettings
    /// Effects of the message in hand.
    var outbox: [Effect] = []

    /// How many of the likeliest tokens the engine reports at each place.
    static let alternatives = 20

    public init(
        size: Size, themeNames: [String] = ["built-in"], themeName: String = "built-in", keys: KeyMap = .standard,
        settings: TraceSettings = TraceSettings()
    ) {
        self.size = size
        self.keys = keys
        self.themeName = themeName
        self.themeNames = themeNames
        self.settings = settings
    }

    /// True while something on the screen changes with time alone.
    public var wantsTicks: Bool {
        if notice != nil || judging.isActive || keeper.isDirty { return true }
        if case .loading = engine { return true }
        return false
    }

    /// The key of an action, for a sentence.
    func key(_ action: Action) -> String { keys.name(of: action) }

    /// The rules that can change an answer.
    public var rulesInForce: RuleSet { rules.current.inForce }

    /// Whether the files have everything that they can have: no unsaved rules, no change of the cases that could not be written.
    var isAllWritten: Bool { !rules.isUnsaved && caseWrites.stuck == 0 }

    /// Whether there is a before and an after.
    public var comparesRules: Bool {
        if case .saved = document?.subject { return false }
        return !rulesInForce.rules.isEmpty && document != nil
    }

    /// The answer that the shown one left, as a branch or for a prompt in other words, when a person wants to see both.
    var comparedParent: RunKey? { document?.comparesBranch == true ? shownBranch?.parent ?? originalKey : nil }

    /// Whether two answers stand below the trace.
    public var compares: Bool { comparesRules || comparedParent != nil }

    /// The run that the trace shows.
    public var shownRun: Run? {
        guard let document else { return nil }
        return runs[document.key(rules: rulesInForce)]
    }

    /// What the open case expects of its answer; nil where it expects nothing, or where the prompt is another one.
    private var expectation: Expectation? {
        guard let document, let index = document.caseIndex ?? document.tracedCase, cases.cases.indices.contains(index),
            cases.cases[index].prompt == document.prompt
        else { return nil }
        return cases.cases[index].expectation
    }

    /// Judges the shown answer, whichever it is, once: an expectation may be a pattern that takes its time, so no frame does it.
    mutating func judgeShownRun() {
        guard let expectation, let key = shownKey, let run = runs[key], let trace = run.trace, run.judgement?.expectation != expectation
        else { return }
        let verdict = expectation.verdict(answer: trace.answer, refused: trace.refused)
        runs.change(key) { $0.judgement = Judgement(expectation: expectation, verdict: verdict) }
    }

    /// Why the shown answer fails, a part of a sentence for each reason; nil when it does not, or when nobody expects anything of it.
    var shownFailure: [String]? {
        guard let expectation, let judgement = shownRun?.judgement, judgement.expectation == expectation, shownRun?.trace != nil,
            case .failing(let reasons) = judgement.verdict
        else { return nil }
        return reasons
    }

    /// What is known about a case under the rules as they stand.
    func outcome(_ index: Int) -> Outcome? { verdicts.outcome(index, under: rulesInForce) }
}
