import LocalEngine
import Provenance
import Testing

/// A prompt that was read for one set of rules serves the others: what comes of it is what reading it again gives, bit for bit.
struct SharedPromptTests {
    private static let guarding = RuleSet(rules: [Rule(source: "MYTHS", way: .guarding, threshold: 0.99, patience: 8)])
    private static let sets = [RuleSet.none, .refusing(["MYTHS"]), guarding, .refusing(["LORE", "MYTHS"])]

    @Test func aFlipGivesWhatAFreshEngineGives() throws {
        let engine = try TinyEngine.engine()
        for rules in Self.sets + Self.sets.reversed() {
            let shared = try engine.trace(TinyEngine.request(tokens: 10, rules: rules))
            let fresh = try TinyEngine.engine().trace(TinyEngine.request(tokens: 10, rules: rules))
            #expect(shared.ids == fresh.ids)
            #expect(shared.bits == fresh.bits)
            #expect(shared.initialTags == fresh.initialTags)
            #expect(shared.refusal == fresh.refusal)
        }
    }

    @Test func anotherPromptSharesNothing() throws {
        let engine = try TinyEngine.engine()
        _ = try engine.trace(TinyEngine.request("what is it", tokens: 6))
        for prompt in ["what is at", "what is it then", "what"] {
            let shared = try engine.trace(TinyEngine.request(prompt, tokens: 6))
            #expect(shared.bits == (try TinyEngine.engine().trace(TinyEngine.request(prompt, tokens: 6)).bits))
        }
    }

    @Test func requestsSideBySideShareTheirPrompts() throws {
        let requests = ["what is it", "who"].flatMap { prompt in Self.sets.map { TinyEngine.request(prompt, tokens: 6, rules: $0) } }
        var found: [Int: Trace] = [:]
        try TinyEngine.engine().traceAll(requests) { index, trace in
            found[index] = trace
            return .more
        }
        for (index, request) in requests.enumerated() {
            #expect(found[index]?.bits == (try TinyEngine.engine().trace(request).bits), "request \(index)")
        }
    }

    /// A wish that comes while verdicts are made waits for a layer, not for a prompt or a step; and nothing half done is left behind.
    @Test func judgingIsGivenUpAtAnyLayerAndLeavesNothingBehind() throws {
        let engine = try TinyEngine.engine()
        let requests = (0..<4).map { TinyEngine.request("prompt \($0)", tokens: 4) }
        let whole = try TinyEngine.engine().trace(TinyEngine.request(tokens: 8))
        for most in 1...60 {
            var asked = 0
            var answers = 0
            try engine.traceAll(
                requests,
                goesOn: {
                    asked += 1; return asked < most
                }
            ) { _, _ in
                answers += 1
                return .more
            }
            #expect(asked == most || answers == requests.count, "asked again after the work was given up at \(most)")
            #expect(try engine.trace(TinyEngine.request(tokens: 8)).bits == whole.bits, "after \(most)")
        }
    }

    @Test func aPromptThatIsNoLongerWantedIsNotRead() throws {
        let engine = try TinyEngine.engine()
        var asked = 0
        let request = TinyEngine.request(tokens: 6)
        let unread = try engine.trace(
            request,
            reads: {
                asked += 1; return asked < 2
            }
        ) { _ in
            Issue.record("something happened")
            return .more
        }
        #expect(unread.stop == .cancelled && unread.tokens.isEmpty)
        #expect(asked == 2)
        #expect(try engine.trace(request).bits == (try TinyEngine.engine().trace(request).bits))
    }
}
