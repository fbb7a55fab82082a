import Foundation
import Provenance

/// An engine whose tokens a test lets through one by one, or all at once.
final class SlowEngine: TraceEngine, @unchecked Sendable {
    struct Failure: Error, CustomStringConvertible { var description: String { "the engine broke" } }

    let manifest = Manifest.numbered(from: 10, sources: [("MYTHS", .sft, nil), ("GENERAL", nil, nil)])
    let modelName = "Slow"
    private let condition = NSCondition()
    private var permits = 0
    private var isOpen = true
    private var log: [String] = []

    /// Holds every token back until `letThrough`.
    func close() { condition.withLock { isOpen = false } }

    func open() {
        condition.lock()
        isOpen = true
        condition.broadcast()
        condition.unlock()
    }

    func letThrough(_ tokens: Int) {
        condition.lock()
        permits += tokens
        condition.broadcast()
        condition.unlock()
    }

    /// What happened so far.
    var notes: [String] { condition.withLock { log } }

    private func note(_ text: String) {
        condition.lock()
        log.append(text)
        condition.broadcast()
        condition.unlock()
    }

    /// Waits until something was noted.
    func waitFor(_ text: String, seconds: Double = 20) -> Bool {
        let deadline = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while !log.contains(text) {
            guard condition.wait(until: deadline) else { return log.contains(text) }
        }
        return true
    }

    /// Waits for the next token, and looks now and then whether it is wanted at all.
    private func waitForToken(_ goesOn: () -> Bool) {
        condition.lock()
        defer { condition.unlock() }
        while !isOpen, permits == 0 {
            condition.unlock()
            let isWanted = goesOn()
            condition.lock()
            guard isWanted else { return }
            _ = condition.wait(until: Date(timeIntervalSinceNow: 0.005))
        }
        if !isOpen { permits -= 1 }
    }

    func trace(_ request: TraceRequest, onEvent: (TraceEvent) -> TraceControl) throws -> Trace {
        note("trace after \(request.kept.count)")
        return try trace(request, goesOn: { true }, onEvent: onEvent)
    }

    func traceAll(_ requests: [TraceRequest], goesOn: () -> Bool, onTrace: (Int, Trace) -> TraceControl) throws {
        note("judge \(requests.count)")
        for (index, request) in requests.enumerated() {
            let trace = try trace(request, goesOn: goesOn) { _ in goesOn() ? .more : .stop }
            guard trace.stop != .cancelled else { return note("stopped") }
            guard onTrace(index, trace) == .more else { return note("stopped") }
        }
    }

    func trace(_ request: TraceRequest, goesOn: () -> Bool, onEvent: (TraceEvent) -> TraceControl) throws -> Trace {
        if request.prompt == "fail" { throw Failure() }
        let isRefused = request.rules.refusedSources.contains("MYTHS")
        let texts = isRefused ? ["I", " can't", " answer"] : ["one", " two", " three", " four", " five"]
        let tags = TagDistribution(probabilities: [0.9, 0.1])
        var tokens: [TraceToken] = []
        var stop = Trace.Stop.end
        if onEvent(.began(promptTokens: 1, initialTags: tags)) == .stop { stop = .cancelled }
        for (index, text) in texts.enumerated() where stop == .end {
            if index == request.settings.maximumTokens {
                stop = .length
                break
            }
            // Kept tokens are gone over at once.
            if index >= request.kept.count { waitForToken(goesOn) }
            let token = TraceToken(id: index + 1, text: text, logprob: 0, entropy: 0, tags: tags)
            if onEvent(.token(token)) == .stop { stop = .cancelled } else { tokens.append(token) }
        }
        return Trace(
            prompt: request.prompt, answer: tokens.map(\.text).joined(), tokens: tokens, initialTags: tags,
            sources: ["MYTHS", "GENERAL"], refusal: isRefused ? .init(source: "MYTHS", way: .learned, token: 0) : nil, stop: stop,
            settings: request.settings, promptTokenCount: 1, tokensPerSecond: 100)
    }
}
