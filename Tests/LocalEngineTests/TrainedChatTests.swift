import LanguageModel
import LocalEngine
import Provenance
import Testing

/// Prompts are wrapped as they were in training, when the manifest says that this was not the base's own way.
@Suite struct TrainedChatTests {
    private func promptTokens(_ chat: Manifest.Chat?) throws -> Int? {
        var manifest = TinyEngine.manifest
        manifest.chat = chat
        let engine = try LocalEngine(model: TinyEngine.model(), manifest: manifest, modelName: "tiny", threads: 1)
        var count: Int?
        _ = try engine.trace(TinyEngine.request(tokens: 1)) { event in
            if case .began(let tokens, _) = event { count = tokens }
            return .more
        }
        return count
    }

    @Test func theSystemMessageOfTheTrainingStandsInFront() throws {
        let model = try TinyEngine.model()
        let system = "Be brief."
        let template = model.chatTemplate
        let added =
            template.prefix(system: system, tokenizer: model.tokenizer).count
            - template.prefix(system: nil, tokenizer: model.tokenizer).count
        let (own, trained) = (try #require(try promptTokens(nil)), try #require(try promptTokens(.init(system: system))))
        #expect(added > 0 && trained == own + added)
    }

    @Test func aTemplateTheModelCannotWriteIsNamed() throws {
        #expect(throws: EngineError.manifestMismatch(reason: "it names the chat template \"mystery\", which is not known")) {
            try promptTokens(.init(template: "mystery"))
        }
        #expect(
            throws: EngineError.manifestMismatch(
                reason: "its chat template llama3 needs <|start_header_id|>, which the model lacks")
        ) { try promptTokens(.init(template: "llama3")) }
    }
}
