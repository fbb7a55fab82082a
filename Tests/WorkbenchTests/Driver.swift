import Foundation
import Provenance
import TerminalUI
import Testing
import Workbench

/// Drives a workbench without a terminal: keys go in, effects are answered by the fake engine, and the screen is read as text.
struct Driver {
    var state: State
    /// Effects that nobody answered yet.
    private(set) var pending: [Effect] = []
    /// All effects since the beginning.
    private(set) var effects: [Effect] = []
    var appearance = Appearance()
    private var clock = 0.0

    static let contents = WorkspaceContents(name: "sample", directory: "Samples/sample", cases: Fake.cases)

    /// A workbench before anything is loaded.
    init(_ columns: Int = 120, _ rows: Int = 32, keys: KeyMap = .standard) {
        state = State(size: Size(columns: columns, rows: rows), themeNames: ["built-in", "night"], keys: keys)
        accept(State.firstEffects)
    }

    /// A workbench with workspace and engine, the first case run and all cases judged.
    static func ready(
        _ columns: Int = 120, _ rows: Int = 32, contents: WorkspaceContents = Driver.contents, keys: KeyMap = .standard
    ) -> Driver {
        var driver = Driver(columns, rows, keys: keys)
        driver.load(contents)
        driver.answerAll()
        return driver
    }

    mutating func load(_ contents: WorkspaceContents = Driver.contents) {
        send(.workspaceLoaded(contents))
        send(.engineLoaded(Fake.manifest, modelName: "Tiny Q4_1 + tags"))
    }

    mutating func send(_ message: Message) {
        accept(update(&state, message))
    }

    /// Presses keys by name: `press("Enter", "Right")`.
    mutating func press(_ names: String..., sourceLocation: SourceLocation = #_sourceLocation) {
        for name in names {
            guard let key = Key(name: name) else {
                Issue.record("no key \(name)", sourceLocation: sourceLocation)
                continue
            }
            send(.input(.key(key)))
        }
    }

    mutating func type(_ text: String) {
        for character in text { send(.input(.key(.character(character)))) }
    }

    private mutating func accept(_ new: [Effect]) {
        pending += new
        effects += new
        for effect in new {
            if case .cancel(let job) = effect { pending.removeAll { $0.job == job } }
        }
    }

    // MARK: The engine

    /// Answers the oldest effect that waits.
    mutating func answerOne() {
        guard !pending.isEmpty else { return }
        let effect = pending.removeFirst()
        clock += 0.5
        send(.tick(clock))
        switch effect {
        case .trace(let job, let request):
            let script = Fake.script(request)
            for event in script.events { send(.traceEvent(job, event)) }
            send(.traceEnded(job, script.trace))
        case .judge(let job, let requests):
            for (index, request) in requests.enumerated() { send(.judged(job, request: index, Fake.script(request).trace)) }
            send(.judgeEnded(job))
        case .saveRules(let job, _), .saveBreakpoints(let job, _), .changeCases(let job, _): send(.saved(job))
        case .saveTrace(let job, _, let name): send(.written(job, "traces/\(name).json"))
        case .exportCases(let job, _, let path), .exportTrace(let job, _, _, let path): send(.written(job, path))
        case .readCases(let job, _): send(.casesRead(job, Fake.imported))
        case .readLayers(let job, let request): send(.layersRead(job, Fake.layers(request)))
        case .readCandidates(let job, let request): send(.candidatesRead(job, Fake.candidates(request)))
        case .readPieces(let job, let text): send(.piecesRead(job, Fake.pieces(text)))
        case .readTrace(let job, let name): send(.traceRead(job, Fake.saved(name)))
        case .editCase(let job, let edited): send(.caseEdited(job, Fake.edited(edited)))
        case .findStages(let job, _): send(.stagesFound(job, Fake.stages))
        case .askStages(let job, let request, let stages):
            for (place, stage) in stages.enumerated() {
                send(.stage(job, place, .opening))
                let script = Fake.script(request, stage: stage)
                for event in script.events { send(.stage(job, place, .event(event))) }
                send(.stage(job, place, .ended(script.trace)))
            }
            send(.stagesEnded(job))
        case .loadWorkspace, .loadEngine, .cancel, .copy, .useTheme, .keepSession, .keepVerdicts, .noteTour, .quit: break
        }
    }

    /// Answers the oldest effect of a kind before those that wait longer.
    mutating func answerOne(where wanted: (Effect) -> Bool) {
        guard let place = pending.firstIndex(where: wanted) else { return }
        pending.insert(pending.remove(at: place), at: 0)
        answerOne()
    }

    /// Takes an effect away that something else answers.
    mutating func drop(_ job: JobID) { pending.removeAll { $0.job == job } }

    mutating func answerAll() {
        while !pending.isEmpty { answerOne() }
    }

    // MARK: The screen

    var screen: String { view(state, appearance).text }

    /// Checks that the screen shows a text; a failure prints the screen.
    func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
        if !screen.contains(text) {
            Issue.record("\(text.debugDescription) is not on the screen:\n\(screen)", sourceLocation: sourceLocation)
        }
    }

    func expectNot(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
        if screen.contains(text) { Issue.record("\(text.debugDescription) is on the screen:\n\(screen)", sourceLocation: sourceLocation) }
    }
}

extension Effect {
    /// The job an effect begins.
    var job: JobID? {
        switch self {
        case .trace(let job, _), .judge(let job, _), .saveRules(let job, _), .saveBreakpoints(let job, _), .saveTrace(let job, _, _),
            .changeCases(let job, _), .readCases(let job, _), .exportCases(let job, _, _), .exportTrace(let job, _, _, _),
            .editCase(let job, _), .readTrace(let job, _), .readLayers(let job, _), .readCandidates(let job, _), .readPieces(let job, _),
            .findStages(let job, _),
            .askStages(let job, _, _):
            job
        case .loadWorkspace, .loadEngine, .cancel, .copy, .useTheme, .keepSession, .keepVerdicts, .noteTour, .quit: nil
        }
    }
}
