import LanguageModel
import Testing

/// Logits against transformers, position by position.
///
/// Both sides compute in F32 from exactly the same weights; what differs is the order of additions. 1e-4 of a row's largest logit is a
/// hundred times what that makes and far below what any wrong term would.
@Suite struct ReferenceLogitsTests {
    static let cases =
        ["tied", "tied.gguf", "untied", "untied.gguf", "linear", "adapter", "adapter.gguf"]
        + Fixture.families.flatMap { [$0, "\($0).gguf"] }
    private let tolerance: Float = 1e-4

    @Test(arguments: cases) func prefillGivesTheReferenceLogits(name: String) throws {
        let session = InferenceSession.make(try Fixture.model(name))
        let (tokens, expected) = try Fixture.expected(name)
        let sequence = session.newSequence()
        var positions = 0
        try session.prefill(sequence, tokens: tokens) { index, logits in
            #expect(relativeError(logits, expected[index]) < tolerance, "position \(index)")
            positions += 1
        }
        #expect(positions == tokens.count)
    }

    @Test(arguments: cases) func decodingOneByOneGivesTheReferenceLogits(name: String) throws {
        let session = InferenceSession.make(try Fixture.model(name))
        let (tokens, expected) = try Fixture.expected(name)
        let sequence = session.newSequence()
        for (index, token) in tokens.enumerated() {
            #expect(try relativeError(session.decode(sequence, token), expected[index]) < tolerance, "position \(index)")
        }
    }

    /// Every position is probed with the token that stands there, beside the kept row that stands there.
    @Test(arguments: cases) func ephemeralRowsGiveTheReferenceLogits(name: String) throws {
        let session = InferenceSession.make(try Fixture.model(name))
        let (tokens, expected) = try Fixture.expected(name)
        let sequence = session.newSequence()
        let kept = tokens.map { StepRow(sequence: sequence, token: $0, logits: .all) }
        let ephemeral = tokens.enumerated().map {
            StepRow(sequence: sequence, token: $0.element, kind: .ephemeral(visible: $0.offset), logits: .all)
        }
        let result = try session.step(kept + ephemeral)
        for index in tokens.indices {
            #expect(relativeError(result[index], expected[index]) < tolerance, "kept \(index)")
            #expect(relativeError(result[tokens.count + index], expected[index]) < tolerance, "ephemeral \(index)")
        }
        #expect(session.tokens(of: sequence) == tokens)
    }

    @Test func prefillReturnsTheLastPositionOnly() throws {
        let session = InferenceSession.make(try Fixture.model("adapter"))
        let (tokens, expected) = try Fixture.expected("adapter")
        let all = try #require(try session.prefill(session.newSequence(), tokens: tokens, logits: .all))
        #expect(relativeError(all, expected[tokens.count - 1]) < tolerance)
        let some = try session.prefill(session.newSequence(), tokens: tokens, logits: .tokens([303, 0, 300]))
        #expect(some == [all[303], all[0], all[300]])
        #expect(try session.prefill(session.newSequence(), tokens: tokens, logits: .none) == nil)
        #expect(try session.prefill(session.newSequence(), tokens: []) == nil)
    }
}
