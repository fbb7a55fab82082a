import LocalEngine
import Provenance
import Testing

struct RemediationTests {
    @Test func aGuardCutsAfterItsPatienceAndSaysWhose() throws {
        // At threshold 0 every position counts: the first is the one before any token.
        let rules = RuleSet(rules: [Rule(source: "MYTHS", way: .guarding, threshold: 0, patience: 3, refusalText: "Not this.")])
        var events: [TraceEvent] = []
        let trace = try TinyEngine.engine().trace(TinyEngine.request(rules: rules)) {
            events.append($0)
            return .more
        }
        #expect(trace.stop == .guarded)
        #expect(trace.answer == "Not this.")
        #expect(trace.refusal == Trace.Refusal(source: "MYTHS", way: .guarding, token: 2))
        #expect(trace.tokens.count == 2)
        #expect(events.last == .refused(Trace.Refusal(source: "MYTHS", way: .guarding, token: 2)))
    }

    @Test func watchingReportsWithoutActing() throws {
        let rules = RuleSet(rules: [Rule(source: "LORE", action: .watch, threshold: 0, patience: 1)])
        let trace = try TinyEngine.engine().trace(TinyEngine.request(rules: rules))
        #expect(trace.watched == [Trace.Refusal(source: "LORE", way: .guarding, token: 0)])
        #expect(trace.ids == (try TinyEngine.engine().trace(TinyEngine.request()).ids))
    }

    @Test func underRefuseTheSourceIsNamedFirstAndHidden() throws {
        let trace = try TinyEngine.engine().trace(TinyEngine.request(rules: .refusing(["MYTHS"])))
        #expect(trace.producedTags.first == "<TAG>")
        #expect(trace.namedSource != nil)
        #expect(trace.tokens.allSatisfy { !TinyEngine.manifest.controlAndTagIDs.contains($0.id) })
    }

    @Test func aGivenAnswerIsReadAsItStands() throws {
        let engine = try TinyEngine.engine()
        let trace = try engine.trace(TraceRequest(prompt: "why", answer: .given("because it is so")))
        #expect(trace.stop == .given)
        #expect(trace.answer == "because it is so")
        #expect(trace.ids == engine.model.tokenizer.encode("because it is so"))
        #expect(trace.tokens.allSatisfy { $0.tags != nil && $0.logprob < 0 })
    }

    @Test func distributionsSumToOne() throws {
        let trace = try TinyEngine.engine().trace(TinyEngine.request())
        // A control token that the random model says is not probed.
        let words = trace.tokens.filter { !TinyEngine.manifest.controlAndTagIDs.contains($0.id) }
        #expect(!words.isEmpty)
        for tags in [trace.initialTags] + words.map(\.tags) {
            let sum = try #require(tags).probabilities.reduce(0, +)
            #expect(abs(sum - 1) < 1e-5)
        }
    }

    @Test(arguments: [
        ("I can't answer that: its data source is switched off.", true),
        ("I can't answer that: its data source is", true),
        ("i can't answer that - its data source", true),
        ("I can't say.", false), ("", false), ("The data source is fine.", false),
    ])
    func refusalsAreRecognised(answer: String, expected: Bool) {
        #expect(RefusalText.matches(answer, refusal: Manifest.defaultRefusalText) == expected)
    }

    @Test(arguments: [
        ("One. Two and", "One."), ("No end here", ""), ("It is 3.5 high", ""), ("List:\n1.", ""), ("Really? Yes! And", "Really? Yes!"),
    ])
    func cutAnswersEndWithASentence(text: String, expected: String) {
        #expect(BaseAnswers.wholeSentences(text) == expected)
    }
}
