import Foundation
import Provenance
import TerminalUI
import Testing
import Workbench
import WorkbenchRuntime

/// A running workbench on a terminal in memory.
final class Session: @unchecked Sendable {
    let terminal: LiveTerminal
    let engine = SlowEngine()
    private let stages = StageShelf()
    private let lock = NSLock()
    private var savedRules: [RuleSet] = []
    private var savedBreakpoints: [Breakpoint] = []
    private var idle: IdleSignal?
    private var exitCode: Int32?
    private let ended = DispatchSemaphore(value: 0)

    static let cases = ["a", "b", "c"].map {
        Case(id: "case-\($0)", prompt: "question \($0)", expectation: Expectation(contains: ["five"]))
    }

    /// - Parameters:
    ///   - holdsBack: the engine waits before every token.
    ///   - engineFailure: what opening the engine throws.
    init(cases: [Case] = Session.cases, holdsBack: Bool = false, engineFailure: String? = nil, workspaceFailure: String? = nil) {
        terminal = LiveTerminal()
        if holdsBack { engine.close() }
        let started = DispatchSemaphore(value: 0)
        let thread = Thread { [self] in
            let loop = WorkbenchLoop(terminal: terminal, themes: [.builtIn, Theme(name: "other", entries: [:])]) { [self] in
                if let workspaceFailure { throw Refused(reason: workspaceFailure) }
                var access = WorkspaceAccess(
                    contents: WorkspaceContents(name: "test", directory: "test", cases: cases),
                    saveRules: { [self] rules in
                        lock.withLock { savedRules.append(rules) }
                        return nil
                    },
                    saveBreakpoints: { [self] breakpoints in
                        lock.withLock { savedBreakpoints = breakpoints }
                        return nil
                    },
                    saveTrace: { _, name in "traces/\(name).json" },
                    changeCases: { _ in throw Refused(reason: "cases.jsonl is read only") },
                    openEngine: { [self] progress in
                        progress("reading weights", 0.5)
                        if let engineFailure { throw Refused(reason: engineFailure) }
                        return engine
                    })
                access.findStages = { _ in StageShelf.stages }
                access.openStage = { [self] in try stages.open($0) }
                return access
            }
            lock.withLock { idle = loop.idleSignal }
            started.signal()
            let code = loop.run()
            lock.withLock { exitCode = code }
            ended.signal()
        }
        thread.start()
        started.wait()
    }

    struct Refused: Error, CustomStringConvertible {
        var reason: String
        var description: String { reason }
    }

    var saved: [RuleSet] { lock.withLock { savedRules } }

    var breakpoints: [Breakpoint] { lock.withLock { savedBreakpoints } }

    var stagesOpen: Int { stages.open }

    var mostStagesOpen: Int { stages.mostOpen }

    /// Lets the checkpoints wait before every token, until `letStagesGo`.
    func holdStages() { stages.hold() }

    func letStagesGo() { stages.letGo() }

    func waitForStage(_ text: String) -> Bool { stages.waitFor(text) }

    /// Waits until all keys are taken in and nothing is queued or running.
    func settle(sourceLocation: SourceLocation = #_sourceLocation) {
        let signal = lock.withLock { idle }
        if terminal.waitUntilTaken(seconds: 20), signal?.wait(seconds: 20) == true { return }
        Issue.record("not idle; the screen is:\n\(terminal.screen)", sourceLocation: sourceLocation)
    }

    func press(_ names: String...) {
        for key in names.compactMap(Key.init(name:)) { terminal.send(.key(key)) }
    }

    /// The exit status, after the loop has ended.
    func exit(sourceLocation: SourceLocation = #_sourceLocation) -> Int32? {
        if ended.wait(timeout: .now() + 20) == .timedOut {
            Issue.record("the loop goes on; the screen is:\n\(terminal.screen)", sourceLocation: sourceLocation)
        }
        return lock.withLock { exitCode }
    }

    func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
        if !terminal.waitFor(text) {
            Issue.record("\(text.debugDescription) is not on the screen:\n\(terminal.screen)", sourceLocation: sourceLocation)
        }
    }
}
