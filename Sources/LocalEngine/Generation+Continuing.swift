import LanguageModel
import Provenance
import Tokenization

extension Generation {
    /// Whether this ended generation can go on as `request`: the same prompt, rules and draws, with whatever tokens kept.
    ///
    /// A step forward then costs one step of the model, and a branch costs the tokens behind it; the bits are those of
    /// starting over, because kept tokens go through the same kernels.
    func canContinue(as request: TraceRequest) -> Bool {
        guard isContinuable, request.answer == .generated else { return false }
        var same = request
        same.kept = self.request.kept
        same.settings.maximumTokens = self.request.settings.maximumTokens
        return same == self.request
    }

    /// Goes back to the last token shared with `request.kept`, reports what stands, and is ready to go on.
    func rewind(for request: TraceRequest, onEvent: (TraceEvent) -> TraceControl) throws {
        try checkLength(of: request)
        let shared = zip(tokens, request.kept).prefix { $0.id == $1 }.count
        try goBack(to: shared, request: request)
        guard onEvent(.began(promptTokens: promptTokenCount, initialTags: initialTags)) == .more else { return end(.cancelled) }
        for token in tokens {
            guard onEvent(.token(token)) == .more else { return end(.cancelled) }
        }
    }
}
