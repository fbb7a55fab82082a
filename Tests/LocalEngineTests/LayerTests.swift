import LocalEngine
import Provenance
import Testing

/// What the layers are said to say: the last one says what the trace says.
struct LayerTests {
    @Test func theLastLayerSaysWhatTheTraceSays() throws {
        let engine = try TinyEngine.engine()
        var request = TinyEngine.request()
        request.alternatives = 3
        let trace = try engine.trace(request)
        let control = TinyEngine.manifest.controlAndTagIDs
        var compared = 0
        for place in stride(from: 2, through: min(6, trace.tokens.count), by: 1)
        where Set(trace.ids.prefix(place)).isDisjoint(with: control) {
            let layers = try engine.layers(LayerRequest(prompt: request.prompt, tokens: Array(trace.ids.prefix(place)), alternatives: 3))
            let last = try #require(layers.last)
            #expect(layers.map(\.layer) == Array(0...engine.model.configuration.layerCount))
            #expect(last.top == trace.tokens[place - 1].alternatives)
            #expect(last.chosenLogprob == trace.tokens[place - 1].logprob)
            #expect(last.tags == trace.tokens[place - 1].tags)
            compared += 1
        }
        #expect(compared > 0, "every prefix of the answer holds a control token or tag")
    }

    @Test func thePlaceBeforeTheAnswerHasLayersToo() throws {
        let engine = try TinyEngine.engine()
        let trace = try engine.trace(TinyEngine.request())
        let layers = try engine.layers(LayerRequest(prompt: "what is it", tokens: []))
        #expect(layers.last?.tags == trace.initialTags)
        let first = try #require(trace.tokens.first)
        let again = try #require(try engine.layers(LayerRequest(prompt: "what is it", tokens: [first.id])).last?.chosenLogprob)
        // The prompt's last token is run alone here, and with the whole prompt there: the same but for rounding.
        #expect(abs(again - first.logprob) < 1e-3)
        #expect(layers.last?.chosenLogprob == nil)
        #expect(layers.allSatisfy { $0.top.count == 4 })
    }

    @Test func lookingChangesNothing() throws {
        let plain = try TinyEngine.engine().trace(TinyEngine.request())
        let engine = try TinyEngine.engine()
        _ = try engine.layers(LayerRequest(prompt: "what is it", tokens: [1, 2, 3]))
        #expect(try engine.trace(TinyEngine.request()).bits == plain.bits)
    }

    @Test func wrongPlacesAreErrors() throws {
        let engine = try TinyEngine.engine()
        #expect(throws: EngineError.emptyPrompt) { try engine.layers(LayerRequest(prompt: "", tokens: [])) }
        #expect(throws: (any Error).self) { try engine.layers(LayerRequest(prompt: "x", tokens: [99_999, 1])) }
        #expect(throws: (any Error).self) { try engine.layers(LayerRequest(prompt: "x", tokens: [-1, 2])) }
        #expect(throws: EngineError.self) { try engine.layers(LayerRequest(prompt: "x", tokens: Array(repeating: 1, count: 100_000))) }
    }
}
