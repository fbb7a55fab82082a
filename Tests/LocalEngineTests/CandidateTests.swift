import LocalEngine
import Provenance
import Testing

/// Where tokens that could stand somewhere would come from.
struct CandidateTests {
    @Test func theTokenThatStandsHasTheTagsOfTheTrace() throws {
        let engine = try TinyEngine.engine()
        let request = TinyEngine.request()
        let trace = try engine.trace(request)
        let control = TinyEngine.manifest.controlAndTagIDs
        var compared = 0
        for place in trace.tokens.indices where Set(trace.ids.prefix(place + 1)).isDisjoint(with: control) {
            let others = [trace.ids[place], 3, trace.ids[place], 5]
            let tags = try engine.tags(
                of: CandidateRequest(prompt: request.prompt, tokens: Array(trace.ids.prefix(place)), candidates: others))
            #expect(tags.count == 4)
            #expect(tags[0] == trace.tokens[place].tags, "token \(place): company leaves no mark")
            #expect(tags[2] == tags[0])
            compared += 1
        }
        #expect(compared > 0, "every prefix of the answer holds a control token or tag")
    }

    @Test func controlTokensHaveNone() throws {
        let engine = try TinyEngine.engine()
        let control = TinyEngine.manifest.controls.tag.id
        let tags = try engine.tags(of: CandidateRequest(prompt: "what is it", tokens: [], candidates: [control, 4]))
        #expect(tags.map { $0 == nil } == [true, false])
        #expect(try engine.tags(of: CandidateRequest(prompt: "what is it", tokens: [1], candidates: [])) == [])
    }

    @Test func lookingChangesNothing() throws {
        let plain = try TinyEngine.engine().trace(TinyEngine.request())
        let engine = try TinyEngine.engine()
        _ = try engine.tags(of: CandidateRequest(prompt: "what is it", tokens: [1, 2], candidates: [3, 4, 5]))
        #expect(try engine.trace(TinyEngine.request()).bits == plain.bits)
    }

    @Test func wrongRequestsAreErrors() throws {
        let engine = try TinyEngine.engine()
        #expect(throws: EngineError.emptyPrompt) { try engine.tags(of: CandidateRequest(prompt: "", tokens: [], candidates: [1])) }
        #expect(throws: (any Error).self) { try engine.tags(of: CandidateRequest(prompt: "x", tokens: [], candidates: [99_999])) }
        #expect(throws: (any Error).self) { try engine.tags(of: CandidateRequest(prompt: "x", tokens: [-1], candidates: [1])) }
        #expect(throws: EngineError.self) {
            try engine.tags(of: CandidateRequest(prompt: "x", tokens: Array(repeating: 1, count: 100_000), candidates: [1]))
        }
    }
}
