import LanguageModel
import Testing

@Suite struct SequenceTests {
    private let session: InferenceSession

    init() throws {
        session = InferenceSession.make(try Fixture.model("adapter"), contextLimit: 100)
    }

    @Test func tokensAndLengthsFollowWhatIsKept() throws {
        let sequence = session.newSequence()
        #expect(session.length(of: sequence) == 0)
        _ = try session.prefill(sequence, tokens: [1, 2, 3], logits: .none)
        _ = try session.step([
            StepRow(sequence: sequence, token: 4), StepRow(sequence: sequence, token: 300, kind: .ephemeral(visible: 2)),
            StepRow(sequence: sequence, token: 5),
        ])
        #expect(session.tokens(of: sequence) == [1, 2, 3, 4, 5])
        let fork = try session.fork(sequence, length: 2)
        try session.truncate(sequence, to: 4)
        #expect(session.tokens(of: fork) == [1, 2])
        #expect(session.tokens(of: sequence) == [1, 2, 3, 4])
        session.release(sequence)
        #expect(session.length(of: sequence) == 0)
        #expect(throws: LanguageModelError.unknownSequence) { try session.fork(sequence) }
        #expect(throws: LanguageModelError.unknownSequence) { try session.decode(sequence, 1) }
    }

    @Test func idsOutsideTheVocabularyAreRefused() throws {
        let sequence = session.newSequence()
        let error = LanguageModelError.tokenOutsideVocabulary(id: 304, vocabularySize: 304)
        #expect(throws: error) { try session.prefill(sequence, tokens: [1, 304]) }
        #expect(throws: error) { try session.decode(sequence, 304) }
        #expect(throws: error) { try session.step([StepRow(sequence: sequence, token: 1, logits: .tokens([304]))]) }
        #expect(throws: LanguageModelError.tokenOutsideVocabulary(id: -1, vocabularySize: 304)) { try session.decode(sequence, -1) }
        #expect(session.length(of: sequence) == 0)
    }

    @Test func aFullContextIsRefusedBeforeAnythingChanges() throws {
        let sequence = session.newSequence()
        let full = LanguageModelError.contextFull(needed: 101, limit: 100)
        #expect(throws: full) { try session.prefill(sequence, tokens: [Int](repeating: 1, count: 101)) }
        _ = try session.prefill(sequence, tokens: [Int](repeating: 1, count: 99), logits: .none)
        #expect(throws: full) { try session.step([1, 2].map { StepRow(sequence: sequence, token: $0) }) }
        #expect(session.length(of: sequence) == 99)
        _ = try session.decode(sequence, 1)
        #expect(throws: full) { try session.step([StepRow(sequence: sequence, token: 1, kind: .ephemeral(visible: 100))]) }
    }

    @Test func anEphemeralRowCannotSeeMoreThanIsKept() throws {
        let sequence = session.newSequence()
        let row = StepRow(sequence: sequence, token: 300, kind: .ephemeral(visible: 2))
        #expect(throws: LanguageModelError.self) { try session.step([StepRow(sequence: sequence, token: 1), row]) }
        #expect(session.length(of: sequence) == 0)
        _ = try session.step([StepRow(sequence: sequence, token: 1), row, StepRow(sequence: sequence, token: 2)])
        #expect(session.length(of: sequence) == 2)
    }

    @Test func lengthsOutsideASequenceAreRefused() throws {
        let sequence = session.newSequence()
        #expect(throws: LanguageModelError.self) { try session.fork(sequence, length: 1) }
        #expect(throws: LanguageModelError.self) { try session.truncate(sequence, to: -1) }
    }
}
