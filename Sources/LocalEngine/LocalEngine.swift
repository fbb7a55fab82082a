import Compute
import Foundation
import LanguageModel
import Provenance

/// A model in this process as a `TraceEngine`.
///
/// Calls are taken one at a time; a second caller waits for the first.
public final class LocalEngine: TraceEngine, @unchecked Sendable {
    /// Generations kept for going on: the open case with and without rules, and one branch.
    static let generationsKept = 3

    /// Tells apart what gives an answer other bits: the kernels of this processor, and a number that goes up with a change of theirs.
    public static var arithmetic: String { "arithmetic 2, \(Kernels.current.name)" }

    /// The most threads that may compute.
    public static var mostThreads: Int { ThreadPool.mostThreads }

    /// Requests that `traceAll` has under way at once.
    public static let requestsSideBySide = 8

    public let manifest: Manifest
    public let modelName: String
    public let model: LoadedModel
    private let session: InferenceSession
    private let encoder: PromptEncoder
    private let root: SequenceID
    private let lock = NSLock()
    /// Ended generations that may go on, the latest last.
    private var recent: [Generation] = []

    /// - Throws: `EngineError.manifestMismatch` when the model lacks the manifest's tokens; `LanguageModelError`.
    public convenience init(
        model: LoadedModel, manifest: Manifest, modelName: String, threads: Int? = nil, keyValueType: KeyValueType = .f32
    ) throws {
        try manifest.validate(for: model)
        try self.init(checked: model, manifest: manifest, modelName: modelName, threads: threads, keyValueType: keyValueType)
    }

    /// - Parameter manifest: of the model, or without sources for one that has no tags.
    init(
        checked model: LoadedModel, manifest: Manifest, modelName: String, threads: Int?, keyValueType: KeyValueType = .f32
    ) throws {
        self.model = model
        self.manifest = manifest
        self.modelName = modelName
        let pool = threads.map { ThreadPool(threadCount: $0) } ?? ThreadPool()
        session = InferenceSession(model: model, pool: pool, keyValueType: keyValueType)
        encoder = try PromptEncoder(model: model, manifest: manifest)
        root = session.newSequence()
        if !encoder.prefix.isEmpty { _ = try session.prefill(root, tokens: encoder.prefix, logits: .none) }
    }

    public func trace(_ request: TraceRequest, onEvent: (TraceEvent) -> TraceControl) throws -> Trace {
        try trace(request, reads: { true }, onEvent: onEvent)
    }

    public func trace(_ request: TraceRequest, reads: () -> Bool, onEvent: (TraceEvent) -> TraceControl) throws -> Trace {
        lock.lock()
        defer { lock.unlock() }
        let generation: Generation
        if let index = recent.firstIndex(where: { $0.canContinue(as: request) }) {
            generation = recent.remove(at: index)
            do { try generation.rewind(for: request, onEvent: onEvent) } catch {
                generation.release()
                throw error
            }
        } else {
            do { generation = try session.interruptible(reads) { try makeGeneration(request) } } catch is InferenceSession.Interrupted {
                return unread(request)
            }
        }
        let start = ContinuousClock.now
        let before = generation.tokens.count
        do {
            while generation.stop == nil { try advance([generation], onEvent: onEvent) }
        } catch {
            generation.release()
            throw error
        }
        let seconds = (ContinuousClock.now - start).seconds
        let made = max(0, generation.tokens.count - max(before, request.kept.count))
        let trace = generation.trace(tokensPerSecond: seconds > 0 ? Double(made) / seconds : 0, onEvent: onEvent)
        remember(generation)
        return trace
    }

    /// The trace of a request whose prompt was not read.
    private func unread(_ request: TraceRequest) -> Trace {
        Trace(
            prompt: request.prompt, answer: "", tokens: [], initialTags: nil, sources: manifest.sources.map(\.name), refusal: nil,
            stop: .cancelled, settings: request.settings, promptTokenCount: 0, tokensPerSecond: 0)
    }

    /// Whether a request can be carried out, without running the model.
    ///
    /// - Throws: what `trace` throws for an empty or too long prompt, or rules that do not fit the manifest.
    public func check(_ request: TraceRequest) throws {
        _ = try RequestPlan(request, encoder: encoder, context: session.contextLimit)
    }

    /// Uses the session while no trace does.
    ///
    /// - Parameter body: gets the session, the encoder, and a sequence that holds the encoder's prefix.
    func withExclusiveUse<Result>(_ body: (InferenceSession, PromptEncoder, SequenceID) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(session, encoder, root)
    }

    /// Keeps a generation's sequences for a step forward or a branch.
    private func remember(_ generation: Generation) {
        guard generation.isContinuable else { return generation.release() }
        recent.append(generation)
        while recent.count > Self.generationsKept { recent.removeFirst().release() }
    }

    public func traceAll(_ requests: [TraceRequest], goesOn: () -> Bool, onTrace: (Int, Trace) -> TraceControl) throws {
        lock.lock()
        defer { lock.unlock() }
        var running: [(index: Int, generation: Generation, start: ContinuousClock.Instant)] = []
        defer { for one in running { one.generation.release() } }
        var next = 0
        // Nothing of it is gone on with, so that it may be given up in the middle of a step.
        func step() throws {
            while next < requests.count, running.count < Self.requestsSideBySide {
                guard goesOn() else { throw InferenceSession.Interrupted() }
                running.append((next, try makeGeneration(requests[next], beside: running.map(\.generation)), .now))
                next += 1
            }
            guard goesOn() else { throw InferenceSession.Interrupted() }
            try advance(running.map(\.generation)) { _ in .more }
        }
        while next < requests.count || !running.isEmpty {
            do { try session.interruptible(goesOn, step) } catch is InferenceSession.Interrupted { return }
            for one in running where one.generation.stop != nil {
                let trace = one.generation.trace(tokensPerSecond: rate(one.generation, since: one.start)) { _ in .more }
                guard onTrace(one.index, trace) == .more else { return }
            }
            for one in running where one.generation.stop != nil { one.generation.release() }
            running.removeAll { $0.generation.stop != nil }
        }
    }

    /// - Parameter beside: generations under way, which may have read the prompt already.
    private func makeGeneration(_ request: TraceRequest, beside running: [Generation] = []) throws -> Generation {
        let reader = PromptReader(session: session, root: root, prefix: encoder.prefix, kept: recent + running)
        return try Generation(request, reader: reader, encoder: encoder, context: session.contextLimit)
    }

    /// Runs one step for all of them together.
    ///
    /// - Throws: after which none of them can go on.
    private func advance(_ generations: [Generation], onEvent: (TraceEvent) -> TraceControl) throws {
        var rows: [StepRow] = []
        var counts: [Int] = []
        for generation in generations {
            let own = try generation.rows()
            rows += own
            counts.append(own.count)
        }
        guard !rows.isEmpty else { return }
        let result = try session.step(rows)
        var first = 0
        for (generation, count) in zip(generations, counts) where count > 0 {
            try generation.take((first..<first + count).map { result[$0] }, onEvent: onEvent)
            first += count
        }
    }

    private func rate(_ generation: Generation, since start: ContinuousClock.Instant) -> Double {
        let elapsed = (ContinuousClock.now - start).seconds
        let made = generation.tokens.count
        return elapsed > 0 ? Double(made) / elapsed : 0
    }
}

extension Duration {
    /// The duration in seconds.
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
