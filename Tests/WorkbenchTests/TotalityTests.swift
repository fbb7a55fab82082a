import Foundation
import Provenance
import TerminalUI
import Testing
import Workbench

/// A repeatable generator (SplitMix64).
struct Repeatable: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

    mutating func one<Element>(of choices: [Element], or other: Element) -> Element { choices.randomElement(using: &self) ?? other }
}

/// Whatever comes, in whatever order and at whatever size, is taken in and drawn, and leaves the state whole.
@Suite struct TotalityTests {
    private static let seeds: [UInt64] = [1, 2, 3, 4]

    /// Events in all; `DEBUGLM_RANDOM_EVENTS=200000` asks for more than a quick run needs.
    private static let events = Int(ProcessInfo.processInfo.environment["DEBUGLM_RANDOM_EVENTS"] ?? "") ?? 20_000

    @Test(arguments: seeds)
    func randomEventsAreTakenInAndDrawn(seed: UInt64) {
        var random = Repeatable(seed: seed)
        var driver = Driver.ready(1 + random.below(140), 1 + random.below(50))
        for count in 0..<Self.events / Self.seeds.count {
            let message = RandomMessage.next(&random, driver)
            driver.send(message)
            switch random.below(40) {
            case 0: driver.answerAll()
            case 1..<14: driver.answerOne()
            default: break
            }
            let broken = Invariants.broken(in: driver.state, view(driver.state, driver.appearance))
            guard broken.isEmpty else {
                Issue.record("seed \(seed), event \(count), \(message): \(broken.joined(separator: "; "))\n\(driver.screen)")
                return
            }
        }
    }

    @Test func everySizeIsDrawn() {
        var driver = Driver.ready()
        driver.press("1", "w")
        driver.answerAll()
        for columns in stride(from: 0, through: 130, by: 3) {
            for rows in 0...40 {
                driver.send(.input(.resize(Size(columns: columns, rows: rows))))
                #expect(view(driver.state, driver.appearance).size == driver.state.size)
            }
        }
    }
}

/// What holds after every message.
private enum Invariants {
    static func broken(in state: State, _ frame: Frame) -> [String] {
        var broken: [String] = []
        func expect(_ holds: Bool, _ what: String) {
            if !holds { broken.append(what) }
        }
        func isPlace(_ place: Int, _ count: Int) -> Bool { place == 0 || (0..<count).contains(place) }
        expect(frame.size == state.size, "a frame of \(frame.size) for \(state.size)")
        let cases = state.cases
        expect(isPlace(cases.selection, cases.shown.count), "selection \(cases.selection) of \(cases.shown.count)")
        expect(isPlace(cases.top, cases.shown.count), "first row \(cases.top) of \(cases.shown.count)")
        expect(cases.shown.count <= cases.cases.count, "more cases are shown than there are")
        expect(cases.shown.allSatisfy(cases.cases.indices.contains), "a case is shown that is not there")
        expect(isPlace(state.ruleRow, state.marks.count), "rule \(state.ruleRow) of \(state.marks.count)")
        if let document = state.document {
            expect((0...(state.shownRun?.tokens.count ?? 0)).contains(document.cursor), "cursor \(document.cursor)")
            if let index = document.caseIndex { expect(cases.cases.indices.contains(index), "the open case is not there") }
        }
        if let matrix = state.matrix {
            expect(isPlace(matrix.row, matrix.rows.count), "row \(matrix.row) of the matrix")
            expect(isPlace(matrix.column, matrix.columns.count), "column \(matrix.column) of the matrix")
            expect(matrix.rows.allSatisfy(cases.cases.indices.contains), "the matrix has a case that is not there")
        }
        if case .breakpoints(let selected) = state.dialog {
            expect(isPlace(selected, state.breakpoints.entries.count), "breakpoint \(selected)")
        }
        expect(state.log.entries.count <= 500, "the log grows")
        return broken
    }
}

/// Keys, commands, the mouse, pastes, sizes, and whatever an engine and a folder may say, true or not.
private enum RandomMessage {
    private static let keys: [Key] =
        KeyBinding.all.flatMap(\.keys)
        + [
            .enter, .escape, .tab, .backspace, .delete, .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .space,
            .character("x"), .character("é"), .character("漢"), .character("d"), .control("u"),
        ]
    private static let words = [
        "refuse MYTHS", "allow", "way guard", "threshold 0.1", "patience 3", "filter a", "filter", "open paris", "prompt why",
        "branch main",
        "branch maybe", "rename other", "drop", "break MYTHS > 0.5", "break token 2", "break refusal", "continue", "tokens 2", "tokens 96",
        "judge", "matrix", "stop", "save", "undo", "redo", "theme night", "log", "layers", "sort id",
        "sort verdict", "import x.csv", "label a", "unlabel a", "delete", "undelete", "export cases x", "export trace svg x",
        "open trace other",
        "replay",
        "fresh", "stages", "stages x", "tour", "instead maybe", "when a", "when (", "wording no", "note x", "reload",
        "instead \"not at all\"", "dividers", "retry", "withdraw", "nonsense", "break text (", "tokens -1",
    ]

    static func next(_ random: inout Repeatable, _ driver: Driver) -> Message {
        switch random.below(40) {
        case 0...1: return .input(.resize(size(&random)))
        case 2...4:
            let kinds: [MouseEvent.Kind] = [.press, .press, .release, .drag, .wheelUp, .wheelDown]
            let mouse = MouseEvent(x: random.below(150) - 2, y: random.below(60) - 2, kind: random.one(of: kinds, or: .press))
            return .input(.mouse(mouse))
        case 5: return .input(.paste(random.one(of: ["", "a b\nc", "\u{1B}[2J", "漢字🙂", ":" + random.one(of: words, or: "")], or: "")))
        case 6...7: return .tick(Double(random.below(1_000_000)) / 1_000)
        case 8...13: return engine(&random, driver)
        case 14: return random.below(20) == 0 ? folder(&random) : .engineProgress("x", fraction: .nan)
        case 15...16: return .input(.paste(random.one(of: words, or: "")))
        default: return .input(.key(random.one(of: keys, or: .enter)))
        }
    }

    private static func size(_ random: inout Repeatable) -> Size {
        switch random.below(6) {
        case 0: Size(columns: 1, rows: 1)
        case 1: Size(columns: random.below(12), rows: random.below(6))
        case 2: Size(columns: 200, rows: 60)
        default: Size(columns: 50 + random.below(90), rows: 12 + random.below(38))
        }
    }

    private static func engine(_ random: inout Repeatable, _ driver: Driver) -> Message {
        // Mostly a job that is under way, sometimes one that is over or never was.
        let live = driver.pending.compactMap(\.job)
        let job = random.below(4) == 0 ? JobID(random.below(10_000)) : random.one(of: live, or: JobID(1))
        let strange = TagDistribution(probabilities: [.nan, 2, -1])
        let token = TraceToken(
            id: random.below(2_000), text: random.one(of: ["", " ", "\n", "🙂", " word", "\u{301}"], or: ""), logprob: -.infinity,
            entropy: .nan, tags: random.below(2) == 0 ? nil : strange)
        let trace = Trace(
            prompt: "x", answer: "y", tokens: Array(repeating: token, count: random.below(4)), initialTags: strange, sources: [],
            refusal: random.below(2) == 0 ? nil : Trace.Refusal(source: "NOBODY", way: .guarding, token: 9),
            stop: random.one(of: [.end, .length, .cancelled, .guarded], or: .end), settings: TraceSettings(), promptTokenCount: 0,
            tokensPerSecond: .nan)
        switch random.below(12) {
        case 10:
            let found = ["a", "b", "c", "d"].prefix(random.below(5)).map { StageCheckpoint(name: $0, kind: .model, path: $0) }
            return random.below(3) == 0 ? .stagesEnded(job) : .stagesFound(job, found)
        case 11:
            let events: [StageEvent] = [.opening, .event(.token(token)), .ended(trace), .failed("cut")]
            return .stage(job, random.below(5) - 1, random.one(of: events, or: .opening))
        case 0: return .jobFailed(job, "it broke")
        case 1: return .traceEvent(job, .began(promptTokens: 0, initialTags: strange))
        case 2...5: return .traceEvent(job, .token(token))
        case 6: return .traceEnded(job, trace)
        case 7: return .judged(job, request: random.below(20) - 1, trace)
        case 8: return .judgingFailed(job, request: random.below(20) - 1, "too long")
        default: return random.below(2) == 0 ? .judgeEnded(job) : .saved(job)
        }
    }

    private static func folder(_ random: inout Repeatable) -> Message {
        switch random.below(8) {
        case 0: return .engineFailed("no model")
        case 1: return .workspaceLoaded(Driver.contents)
        case 2: return .filesUnreadable(["line 3", "line 4"])
        case 3: return .filesChanged(WorkspaceContents(name: "sample", directory: "x", cases: Array(Fake.cases.prefix(random.below(5)))))
        case 4: return .filesChanged(Driver.contents)
        default: return .engineLoaded(Fake.manifest, modelName: "Tiny")
        }
    }
}
