import Foundation
import LocalEngine
import Provenance
import Testing

/// A base without tags, opened to stand beside a model that has them.
struct UntaggedEngineTests {
    private func engine() throws -> LocalEngine {
        try LocalEngine.openUntagged(modelPath: TinyEngine.folder, chat: nil, threads: 2)
    }

    @Test func itAnswersAndReadsPlainPrompts() throws {
        let engine = try engine()
        let request = TinyEngine.request(probes: false)
        let trace = try engine.trace(request)
        #expect(!trace.tokens.isEmpty && trace.producedTags.isEmpty && trace.sources.isEmpty)
        let given = try engine.trace(TraceRequest(prompt: "what is it", answer: .given("a stone"), probes: false))
        #expect(given.tokens.allSatisfy { $0.logprob.isFinite } && given.stop == .given)
    }

    @Test func itSaysThatItHasNoTags() throws {
        let engine = try engine()
        #expect(throws: EngineError.untagged) { try engine.trace(TinyEngine.request(probes: true)) }
        #expect(throws: EngineError.untagged) { try engine.trace(TraceRequest(prompt: "what is it", mode: .debug, probes: false)) }
        #expect("\(EngineError.untagged)".contains("debuglm train"))
    }
}
