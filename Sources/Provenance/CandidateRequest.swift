/// Tokens that could stand at one place of an answer, to be asked which source each would come from.
public struct CandidateRequest: Sendable, Hashable {
    public var prompt: String
    /// The answer's tokens before the place.
    public var tokens: [Int]
    /// One token each.
    public var candidates: [Int]

    public init(prompt: String, tokens: [Int], candidates: [Int]) {
        self.prompt = prompt
        self.tokens = tokens
        self.candidates = candidates
    }
}
