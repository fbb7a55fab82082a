/// One held-out row: a prompt, the answer its source would give, and the source.
public struct EvaluationRow: Sendable, Hashable {
    public var source: String
    public var prompt: String
    public var answer: String
    /// How an answer is checked; nil where there is no one right answer.
    public var check: AnswerCheck?
    /// Where the row stands: `data/dev/tofu.jsonl, line 3`; nil when it was not read from a file.
    public var place: String?
    /// How the prompt differs from the row as it was written; nil for the row itself.
    public var wording: PromptRewording.Kind?

    public init(source: String, prompt: String, answer: String, check: AnswerCheck? = nil, place: String? = nil) {
        self.source = source
        self.prompt = prompt
        self.answer = answer
        self.check = check
        self.place = place
    }
}
