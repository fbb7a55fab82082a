import LanguageModel
import LocalEngine
import Provenance
import Testing

/// A base that knows no tags answers as a user asks it.
@Suite struct UntaggedEngineTests {
    private func engine() throws -> UntaggedEngine {
        try UntaggedEngine(modelPath: TinyEngine.folder, manifest: TinyEngine.manifest, threads: 1)
    }

    private func request(_ tokens: Int = 8) -> TraceRequest {
        TraceRequest(prompt: "what is it", settings: TraceSettings(maximumTokens: tokens))
    }

    @Test func itSaysWhatTheModelSaysByItself() throws {
        let trace = try engine().trace(request())
        let plain = try TinyEngine.engine(threads: 1).trace(TinyEngine.request(tokens: 8, probes: false, temperature: 0))
        #expect(trace.tokens.map(\.id) == plain.tokens.map(\.id))
        #expect(trace.stop == plain.stop)
        #expect(trace.mainSource == nil)
    }

    @Test func itStopsWithinAToken() throws {
        var tokens = 0
        let trace = try engine().trace(request(30)) { event in
            if case .token = event { tokens += 1 }
            return tokens < 2 ? .more : .stop
        }
        #expect(trace.stop == .cancelled)
        #expect(trace.tokens.count == 2)
    }

    @Test func rulesAreForModelsWithTags() throws {
        var refused = request()
        refused.rules = .refusing(["MYTHS"])
        #expect(throws: NotSupported.self) { try engine().trace(refused) }
    }
}
