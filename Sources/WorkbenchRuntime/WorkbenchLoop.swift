import Foundation
import Provenance
import TerminalUI
import Workbench
import Workspaces

/// The one loop: events and messages go into `update`, effects go to their workers, and at most one frame a tick is drawn.
public final class WorkbenchLoop {
    /// Seconds between two frames while something comes in by itself.
    private static let frameInterval = 0.016
    /// Seconds between two frames that answer a key: one that comes right after a frame of new tokens does not wait for the next of them.
    private static let answerInterval = 0.003
    /// Seconds between two looks at the clock while something on the screen changes with time alone.
    private static let tickInterval = 0.1
    /// Events taken from the terminal before a frame: a held key must not keep the screen from changing.
    private static let eventsPerTurn = 512
    private static let patienceAtTheEnd = 2.0

    private let terminal: any Terminal
    private let themes: [Theme]
    private let inbox: Inbox
    private let activity = Activity()
    private let engine: EngineWorker
    private let files: FileWorker
    private let opened = Opened()
    private var state: State
    private let start = ContinuousClock.now
    private var isOver = false
    private var exitCode: Int32 = 0
    private var lastFrame: Frame?
    private var lastCursor: Point?
    private var lastDraw = -1.0
    private var lastTick = 0.0
    private var mustDraw = true
    /// Whether the frame that is due answers a person.
    private var isAwaited = false

    /// - Parameters:
    ///   - terminal: owned by the thread that calls `run`.
    ///   - themes: those that can be chosen, the first one to begin with unless the terminal shows another of them.
    ///   - keys: the key bindings of this session.
    ///   - openWorkspace: called on a thread of its own, again when the files change.
    public init(
        terminal: any Terminal, themes: [Theme] = [.builtIn], keys: KeyMap = .standard,
        openWorkspace: @escaping @Sendable () throws -> WorkspaceAccess
    ) {
        self.terminal = terminal
        self.themes = themes
        inbox = Inbox(activity: activity, waker: terminal.waker)
        engine = EngineWorker(inbox: inbox, activity: activity)
        files = FileWorker(inbox: inbox, activity: activity, openWorkspace: openWorkspace)
        state = State(
            size: terminal.size, themeNames: themes.map(\.name), themeName: terminal.appearance.theme.name, keys: keys)
        // A frame that is due counts as activity; the first one is due now.
        activity.begin()
    }

    /// Waits until nothing is queued or running and every message was taken in; for tests, from another thread.
    public var idleSignal: IdleSignal { IdleSignal(activity: activity) }

    /// Runs until the person or the system ends it.
    ///
    /// - Returns: 0, or 128 and the signal's number as shells have it.
    public func run() -> Int32 {
        carryOut(State.firstEffects)
        while !isOver {
            drawIfDue()
            takeIn(terminal.nextEvent(timeoutMilliseconds: timeout))
        }
        terminal.restore()
        engine.stop(waitSeconds: Self.patienceAtTheEnd)
        files.finish()
        return exitCode
    }

    private var now: Double {
        let elapsed = (ContinuousClock.now - start).components
        return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    }

    private var timeout: Int? {
        if mustDraw { return max(Int((untilNextFrame * 1_000).rounded(.up)), 0) }
        return state.wantsTicks ? Int(Self.tickInterval * 1_000) : nil
    }

    private var untilNextFrame: Double {
        (isAwaited ? Self.answerInterval : Self.frameInterval) - (now - lastDraw)
    }

    // MARK: In

    private func takeIn(_ first: InputEvent?) {
        var events: [InputEvent] = []
        var event = first
        while let next = event {
            // The waker's event says only that the inbox has something.
            if next != .woken { events.append(next) }
            guard events.count < Self.eventsPerTurn else { break }
            event = terminal.nextEvent(timeoutMilliseconds: 0)
        }
        let messages = inbox.drain()
        let time = now
        if !events.isEmpty || !messages.isEmpty || (state.wantsTicks && time - lastTick >= Self.tickInterval) {
            lastTick = time
            apply(.tick(time))
        }
        if !events.isEmpty { isAwaited = true }
        for event in events { apply(event) }
        for message in messages {
            apply(message)
            activity.end()
        }
    }

    private func apply(_ event: InputEvent) {
        switch event {
        case .resumed: lastFrame = nil
        case .quit(let reason):
            exitCode =
                switch reason {
                case .hungUp: 129
                case .interrupted: 130
                case .terminated: 143
                }
        default: break
        }
        apply(.input(event))
    }

    private func apply(_ message: Message) {
        if !mustDraw {
            mustDraw = true
            activity.begin()
        }
        let effects = update(&state, message)
        // Nobody waits while a person is in the editor.
        let isQuick = !effects.contains { if case .editCase = $0 { true } else { false } }
        if effects.count > 1, isQuick { engine.takeIn { carryOut(effects) } } else { carryOut(effects) }
    }

    // MARK: Out

    private func drawIfDue() {
        guard mustDraw, untilNextFrame <= 0 else { return }
        (mustDraw, isAwaited) = (false, false)
        lastDraw = now
        defer { activity.end() }
        let (frame, cursor) = viewWithCursor(state, terminal.appearance)
        guard frame != lastFrame || cursor != lastCursor else { return }
        lastFrame = frame
        lastCursor = cursor
        terminal.present(frame, cursor: cursor)
    }

    /// Gives the terminal to the person's editor until it ends. The engine works on meanwhile.
    private func edit(_ edited: Case, _ job: JobID) {
        terminal.suspend()
        let answer: Message
        do { answer = .caseEdited(job, try CaseEditor.edit(edited)) } catch { answer = .jobFailed(job, "\(error)") }
        terminal.resume()
        lastFrame = nil
        apply(.input(.resumed(terminal.size)))
        apply(answer)
    }

    private func carryOut(_ effects: [Effect]) {
        for effect in effects {
            switch effect {
            case .loadWorkspace:
                files.load { [opened] access in opened.set(access) }
            case .loadEngine:
                if let access = opened.get() { engine.open(access.openEngine) }
            case .trace(let job, let request): engine.trace(job, request)
            case .readLayers(let job, let request): engine.readLayers(job, request)
            case .readCandidates(let job, let request): engine.readCandidates(job, request)
            case .readPieces(let job, let text): engine.readPieces(job, text)
            case .judge(let job, let requests): engine.judge(job, requests)
            case .cancel(let job): engine.cancel(job)
            case .findStages(let job, let run): files.answer(job) { .stagesFound(job, try $0.findStages(run)) }
            case .askStages(let job, let request, let stages):
                if let access = opened.get() { engine.ask(job, request, stages, open: access.openStage) }
            case .noteTour: files.noteTour()
            case .saveRules(let job, let rules): files.save(job, overwrites: true) { try $0.saveRules(rules) }
            case .saveBreakpoints(let job, let breakpoints): files.save(job, overwrites: true) { try $0.saveBreakpoints(breakpoints) }
            case .saveTrace(let job, let trace, let name):
                files.answer(job) { .written(job, try $0.saveTrace(trace, name)) }
            case .changeCases(let job, let changes):
                files.save(job) { access in
                    try access.changeCases(changes)
                    return nil
                }
            case .readCases(let job, let path): files.answer(job) { _ in .casesRead(job, try CaseFile.read(path)) }
            case .exportCases(let job, let cases, let path):
                files.answer(job) { _ in
                    try CaseFile.write(cases, to: path)
                    return .written(job, path)
                }
            case .exportTrace(let job, let report, let format, let path):
                files.answer(job) { _ in
                    try TextFile.requireFree(path)
                    try TextFile.write(Data(report.written(as: format).utf8), to: path)
                    return .written(job, path)
                }
            case .keepSession(let session): files.keep(session)
            case .keepVerdicts(let verdicts): files.keep(verdicts)
            case .readTrace(let job, let name): files.answer(job) { .traceRead(job, try $0.readTrace(name)) }
            case .editCase(let job, let edited): edit(edited, job)
            case .copy(let text): if !terminal.copyToClipboard(text) { apply(.notCopied) }
            case .useTheme(let name):
                if let theme = themes.first(where: { $0.name == name }) {
                    terminal.appearance.theme = theme
                    lastFrame = nil
                }
            case .quit: isOver = true
            }
        }
    }
}

/// Says when a running loop is idle.
public struct IdleSignal: Sendable {
    let activity: Activity

    /// - Returns: true when nothing is queued or running; false when the time was over first.
    public func wait(seconds: Double) -> Bool { activity.waitUntilIdle(seconds: seconds) }
}

/// The open workspace, handed from the thread that read it to the loop.
private final class Opened: @unchecked Sendable {
    private let lock = NSLock()
    private var access: WorkspaceAccess?

    func set(_ access: WorkspaceAccess) { lock.withLock { self.access = access } }

    func get() -> WorkspaceAccess? { lock.withLock { access } }
}

/// Runs the workbench on a terminal until it ends.
///
/// - Returns: the program's exit status.
public func runWorkbench(
    terminal: any Terminal, themes: [Theme] = [.builtIn], keys: KeyMap = .standard,
    openWorkspace: @escaping @Sendable () throws -> WorkspaceAccess
) -> Int32 {
    WorkbenchLoop(terminal: terminal, themes: themes, keys: keys, openWorkspace: openWorkspace).run()
}
