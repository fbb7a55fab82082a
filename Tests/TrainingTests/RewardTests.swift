import Provenance
import Testing
import Training

/// The reward of the method, case by case.
@Suite struct RewardTests {
    private static let manifest = Manifest.numbered(from: 100, sources: [("A", .sft, nil), ("B", .rl, nil)])
    private static let debug: Int32 = 100
    private static let tag: Int32 = 101
    private static let refuse: Int32 = 102
    private static let a: Int32 = 103
    private static let b: Int32 = 104

    private func reward(_ tokens: [Int32], correct: Bool = true, debug: Bool) -> Double {
        Reward().score(tokens, isCorrect: correct, source: 1, isDebug: debug, manifest: Self.manifest).reward
    }

    @Test func withoutDebugCorrectnessCounts() {
        #expect(reward([1, 2], debug: false) == 1)
        #expect(reward([1, 2], correct: false, debug: false) == 0)
    }

    @Test(arguments: [debug, tag, refuse, a, b]) func withoutDebugAnyControlTokenIsALeak(token: Int32) {
        #expect(reward([1, token, 2], debug: false) == 0)
        #expect(reward([1, token, 2], correct: false, debug: false) == -1)
    }

    @Test func withDebugTheOneRightTagCounts() {
        #expect(reward([1, Self.tag, Self.b, 2], debug: true) == 1.2)
        #expect(reward([1, Self.tag, Self.b], correct: false, debug: true) == 1)
        #expect(reward([1, Self.tag, Self.a], debug: true) == 0.2)
        #expect(reward([1, 2], debug: true) == 0.2)
        #expect(reward([1, Self.b], debug: true) == 0.2, "a tag without <TAG> names nothing")
    }

    @Test func withDebugMoreThanOneTagIsSpam() {
        #expect(reward([1, Self.tag, Self.b, Self.tag, Self.b], debug: true) == -0.3)
        #expect(reward([Self.tag, Self.a, Self.tag, Self.b], correct: false, debug: true) == -0.5)
        #expect(reward([Self.tag, Self.b, Self.refuse], correct: false, debug: true) == 0.5)
    }
}
