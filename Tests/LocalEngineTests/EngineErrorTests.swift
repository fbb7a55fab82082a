import LocalEngine
import Provenance
import Testing

struct EngineErrorTests {
    @Test func aManifestOfAnotherModelIsNamed() throws {
        var manifest = TinyEngine.manifest
        manifest.sources[1].id = 999
        #expect(
            throws: EngineError.manifestMismatch(reason: "<MYTHS> has the id 999, the model's vocabulary ends at 305")
        ) { try LocalEngine(model: TinyEngine.model(), manifest: manifest, modelName: "tiny") }
    }

    @Test func aMissingTagIsNamed() throws {
        let texts = TinyEngine.manifest.addedTokenTexts.map { $0 == "<MYTHS>" ? "<OTHER>" : $0 }
        #expect(
            throws: EngineError.manifestMismatch(reason: "<MYTHS> is not in the tokenizer, the manifest says 304")
        ) { try LocalEngine(model: TinyEngine.model(texts: texts), manifest: TinyEngine.manifest, modelName: "tiny") }
    }

    @Test func anEmptyPromptIsRefused() throws {
        let engine = try TinyEngine.engine()
        #expect(throws: EngineError.emptyPrompt) { try engine.trace(TraceRequest(prompt: "")) }
    }

    @Test func aPromptPastTheContextIsRefusedAndTheEngineGoesOn() throws {
        let engine = try TinyEngine.engine()
        #expect(throws: EngineError.self) { try engine.trace(TinyEngine.request(String(repeating: "word ", count: 5_000))) }
        #expect(throws: EngineError.self) { try engine.trace(TinyEngine.request(tokens: 1_000_000)) }
        #expect(throws: EngineError.self) { try engine.trace(TinyEngine.request(tokens: .max)) }
        #expect(!(try engine.trace(TinyEngine.request())).tokens.isEmpty)
    }

    @Test func aRequestIsCheckedWithoutTheModel() throws {
        let engine = try TinyEngine.engine()
        try engine.check(TinyEngine.request())
        #expect(throws: EngineError.emptyPrompt) { try engine.check(TraceRequest(prompt: "")) }
        #expect(throws: EngineError.self) { try engine.check(TinyEngine.request(String(repeating: "word ", count: 5_000))) }
        #expect(throws: ProvenanceError.self) { try engine.check(TinyEngine.request(rules: .refusing(["MYTH"]))) }
    }

    @Test func logitsThatAreNotNumbersAreNamed() throws {
        let engine = try LocalEngine(
            model: TinyEngine.model(tagRow: .nan), manifest: TinyEngine.manifest, modelName: "tiny")
        #expect(throws: EngineError.notNumbers) { try engine.trace(TraceRequest(prompt: "why", answer: .given("so"))) }
    }

    @Test func anUnknownSourceInARuleIsRefused() throws {
        let engine = try TinyEngine.engine()
        #expect(throws: ProvenanceError.self) { try engine.trace(TinyEngine.request(rules: .refusing(["MYTH"]))) }
    }
}
