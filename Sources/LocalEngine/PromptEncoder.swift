import LanguageModel
import Provenance
import Tokenization

/// Turns prompts into ids. Text is encoded as text; control tokens are put in by id, at the start of the user turn.
struct PromptEncoder {
    let tokenizer: Tokenizer
    let template: ChatTemplate
    let manifest: Manifest
    /// The ids of the manifest's control tokens and tags.
    let controlAndTagIDs: Set<Int>
    /// The ids every prompt starts with (system message and the like).
    let prefix: [Int]

    /// - Throws: `EngineError.manifestMismatch` when the tags were trained behind a chat template that this model cannot write.
    init(model: LoadedModel, manifest: Manifest) throws {
        tokenizer = model.tokenizer
        template = try manifest.chatTemplate(of: model)
        self.manifest = manifest
        controlAndTagIDs = manifest.controlAndTagIDs
        prefix = template.prefix(system: manifest.chat?.system, tokenizer: model.tokenizer)
    }

    /// As a user asks.
    func plain(_ prompt: String) -> [Int] {
        ids(prompt, control: [])
    }

    /// In debug mode.
    func debug(_ prompt: String) -> [Int] {
        ids(prompt, control: [manifest.controls.debug.id])
    }

    /// With sources switched off (indices in the manifest, in this order).
    func refusing(_ sources: [Int], _ prompt: String) -> [Int] {
        ids(prompt, control: [manifest.controls.refuse.id] + sources.map { manifest.sources[$0].id })
    }

    private func ids(_ prompt: String, control: [Int]) -> [Int] {
        template.prompt(prompt, control: control, system: manifest.chat?.system, tokenizer: tokenizer)
    }
}
