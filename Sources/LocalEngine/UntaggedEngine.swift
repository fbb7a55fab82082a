import Compute
import LanguageModel
import Provenance
import Tokenization

/// A model that knows no tags as a `TraceEngine`: it answers as a user asks it, and nothing is known of where the answer comes from.
public final class UntaggedEngine: TraceEngine, @unchecked Sendable {
    /// Of the model that was trained on top of this one.
    public let manifest: Manifest
    public let modelName: String
    private let model: LoadedModel
    private let session: InferenceSession

    /// Opens a GGUF file or a Hugging Face folder.
    ///
    /// - Parameter threads: nil means all processors.
    /// - Throws: `LanguageModelError`, `FormatError`.
    public init(modelPath: String, manifest: Manifest, threads: Int? = nil) throws {
        model = try LoadedModel.load(path: modelPath, adapter: nil)
        modelName = modelPath.split(separator: "/").last.map(String.init) ?? modelPath
        session = InferenceSession(model: model, pool: threads.map { ThreadPool(threadCount: $0) } ?? ThreadPool())
        self.manifest = manifest
    }

    /// Takes the likeliest token every time. Rules, a given answer and kept tokens are for models with tags.
    public func trace(_ request: TraceRequest, onEvent: (TraceEvent) -> TraceControl) throws -> Trace {
        guard request.answer == .generated, request.kept.isEmpty, request.rules.inForce.rules.isEmpty else {
            throw NotSupported("\(modelName) knows no tags: it answers a prompt, and no more")
        }
        let prompt = model.chatTemplate.prompt(request.prompt, control: [], system: manifest.chat?.system, tokenizer: model.tokenizer)
        let limit = request.settings.maximumTokens
        try RequestPlan.checkLength(prompt: prompt.count, answer: limit, context: session.contextLimit)
        let sequence = session.newSequence()
        defer { session.release(sequence) }
        let logits = try session.prefill(sequence, tokens: prompt, logits: .all) ?? []
        var next = try logits.withUnsafeBufferPointer { try Sampler.likeliest($0) }
        var tokens: [TraceToken] = []
        var decoder = StreamingDecoder()
        var stop = onEvent(.began(promptTokens: prompt.count, initialTags: nil)) == .stop ? Trace.Stop.cancelled : nil
        while stop == nil {
            guard !model.tokenizer.stopTokens.contains(next) else {
                stop = .end
                break
            }
            let token = TraceToken(
                id: next, text: decoder.feed(next, tokenizer: model.tokenizer), logprob: 0, entropy: 0, tags: nil)
            tokens.append(token)
            if onEvent(.token(token)) == .stop { stop = .cancelled } else if tokens.count >= limit { stop = .length }
            guard stop == nil else { break }
            next = try Sampler.likeliest(try session.step([StepRow(sequence: sequence, token: next, logits: .all)])[0])
        }
        return Trace(
            prompt: request.prompt, answer: model.tokenizer.decode(tokens.map(\.id), skipSpecial: true), tokens: tokens, initialTags: nil,
            sources: [], stop: stop ?? .end, settings: request.settings, promptTokenCount: prompt.count, tokensPerSecond: 0)
    }
}
