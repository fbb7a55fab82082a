import Foundation
import Provenance

/// The checkpoints of a made-up run: how many are open at once, and whether they answer already.
final class StageShelf: @unchecked Sendable {
    static let stages = ["one", "two", "three"].map { StageCheckpoint(name: $0, kind: .model, path: "out/\($0)") }

    private let lock = NSLock()
    private var counts = (now: 0, most: 0)
    private var held: [SlowEngine] = []
    private var holds = false
    private var asked: [String: SlowEngine] = [:]
    private let opened = NSCondition()

    var open: Int { lock.withLock { counts.now } }
    var mostOpen: Int { lock.withLock { counts.most } }

    /// Opens a checkpoint; the second one is broken.
    func open(_ stage: StageCheckpoint) throws -> any TraceEngine {
        if stage.name == "two" { throw Session.Refused(reason: "two cannot be opened") }
        let inner = SlowEngine()
        lock.withLock {
            counts.now += 1
            counts.most = max(counts.most, counts.now)
            if holds {
                inner.close()
                held.append(inner)
            }
        }
        opened.withLock {
            asked["trace \(stage.name)"] = inner
            opened.broadcast()
        }
        return StageEngine(inner) { [self] in lock.withLock { counts.now -= 1 } }
    }

    /// Lets checkpoints that are opened from now on wait before their first token.
    func hold() { lock.withLock { holds = true } }

    func letGo() {
        let engines = lock.withLock {
            holds = false
            defer { held = [] }
            return held
        }
        for engine in engines { engine.open() }
    }

    func waitFor(_ text: String, seconds: Double = 20) -> Bool {
        let deadline = Date(timeIntervalSinceNow: seconds)
        opened.lock()
        defer { opened.unlock() }
        while asked[text] == nil {
            guard opened.wait(until: deadline) else { return asked[text] != nil }
        }
        return true
    }
}

/// An open checkpoint, which says when it is closed.
private final class StageEngine: TraceEngine, @unchecked Sendable {
    private let inner: SlowEngine
    private let onClose: @Sendable () -> Void

    init(_ inner: SlowEngine, onClose: @escaping @Sendable () -> Void) {
        self.inner = inner
        self.onClose = onClose
    }

    deinit { onClose() }

    var manifest: Manifest { inner.manifest }
    var modelName: String { inner.modelName }

    /// Asks whether to go on while it waits for a token, as a model does at every token.
    func trace(_ request: TraceRequest, onEvent: (TraceEvent) -> TraceControl) throws -> Trace {
        var goesOn = true
        return try inner.trace(
            request,
            goesOn: {
                goesOn = goesOn && onEvent(.began(promptTokens: 1, initialTags: nil)) == .more
                return goesOn
            }, onEvent: onEvent)
    }
}
