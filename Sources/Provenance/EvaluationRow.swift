/// One held-out row: a prompt, the answer its source would give, and the source.
public struct EvaluationRow: Sendable, Hashable {
    public var source: String
    public var prompt: String
    public var answer: String

    public init(source: String, prompt: String, answer: String) {
        self.source = source
        self.prompt = prompt
        self.answer = answer
    }
}
