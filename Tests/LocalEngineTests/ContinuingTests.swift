import LocalEngine
import Provenance
import Testing

/// Steps, pauses and branches: whatever way tokens came to stand, they are the ones that one long run gives.
struct ContinuingTests {
    @Test func stepsGiveWhatOneRunGives() throws {
        let whole = try TinyEngine.engine().trace(TinyEngine.request(tokens: 10))
        let engine = try TinyEngine.engine()
        var kept: [Int] = []
        var last: Trace?
        for length in 1...whole.tokens.count {
            last = try engine.trace(TinyEngine.request(tokens: length, kept: kept))
            kept = last?.ids ?? []
        }
        #expect(last?.ids == whole.ids)
        #expect(last?.bits == whole.bits)
    }

    @Test func keptTokensReplayWithTheSameBits() throws {
        let whole = try TinyEngine.engine().trace(TinyEngine.request(tokens: 10))
        let replayed = try TinyEngine.engine().trace(TinyEngine.request(tokens: 10, kept: Array(whole.ids.prefix(6))))
        #expect(replayed.ids == whole.ids)
        #expect(replayed.bits == whole.bits)
    }

    @Test func aBranchIsTheSameWhetherTheEngineRemembersOrNot() throws {
        let engine = try TinyEngine.engine()
        let whole = try engine.trace(TinyEngine.request(tokens: 10))
        for place in [0, 1, 4, 9] {
            let branch = Array(whole.ids.prefix(place)) + [(whole.ids[place] + 1) % 290]
            let remembered = try engine.trace(TinyEngine.request(tokens: 10, kept: branch))
            let fresh = try TinyEngine.engine().trace(TinyEngine.request(tokens: 10, kept: branch))
            #expect(Array(remembered.ids.prefix(place + 1)) == branch)
            #expect(remembered.ids == fresh.ids)
            #expect(remembered.bits == fresh.bits)
        }
    }

    @Test func keptTokensAreReportedAgain() throws {
        let engine = try TinyEngine.engine()
        let first = try engine.trace(TinyEngine.request(tokens: 4))
        var reported: [Int] = []
        _ = try engine.trace(TinyEngine.request(tokens: 6, kept: first.ids)) { event in
            if case .token(let token) = event { reported.append(token.id) }
            return .more
        }
        #expect(Array(reported.prefix(4)) == first.ids)
        #expect(reported.count == 6)
    }

    @Test(arguments: 1...5)
    func aGuardCutsWhereItWouldHaveCutWhenTheTraceIsStoppedThere(place: Int) throws {
        let rules = RuleSet(rules: [Rule(source: "MYTHS", way: .guarding, threshold: 0, patience: 4)])
        let whole = try TinyEngine.engine().trace(TinyEngine.request(rules: rules))
        try #require(whole.stop == .guarded && whole.tokens.count == 3)
        let engine = try TinyEngine.engine()
        var seen = 0
        let stopped = try engine.trace(TinyEngine.request(rules: rules)) { event in
            if case .token = event { seen += 1 }
            return seen == place ? .stop : .more
        }
        let last = stopped.stop == .cancelled ? try engine.trace(TinyEngine.request(kept: stopped.ids, rules: rules)) : stopped
        #expect(last.stop == .guarded)
        #expect(last.bits == whole.bits && last.answer == whole.answer && last.refusal == whole.refusal)
    }

    @Test func stoppingEndsWithinOneToken() throws {
        let engine = try TinyEngine.engine()
        var seen = 0
        let trace = try engine.trace(TinyEngine.request(tokens: 50)) { event in
            if case .token = event { seen += 1 }
            return seen == 3 ? .stop : .more
        }
        #expect(trace.stop == .cancelled)
        #expect(trace.tokens.count == 3)
        // And goes on from there.
        let whole = try TinyEngine.engine().trace(TinyEngine.request(tokens: 8))
        #expect(try engine.trace(TinyEngine.request(tokens: 8, kept: trace.ids)).bits == whole.bits)
    }

    /// Kept tokens go through the model many at a time: those behind the stop were computed, too, and must not stay.
    @Test(arguments: [[], ["MYTHS"]] as [[String]])
    func stoppingAmongKeptTokensLeavesNothingBehind(refused: [String]) throws {
        let rules = RuleSet.refusing(refused)
        let whole = try TinyEngine.engine().trace(TinyEngine.request(tokens: 10, rules: rules))
        let engine = try TinyEngine.engine()
        var seen = 0
        let cut = try engine.trace(TinyEngine.request(tokens: 10, kept: Array(whole.ids.prefix(6)), rules: rules)) { event in
            if case .token = event { seen += 1 }
            return seen == 3 ? .stop : .more
        }
        #expect(cut.stop == .cancelled)
        #expect(cut.ids == Array(whole.ids.prefix(3)))
        let goneOn = try engine.trace(TinyEngine.request(tokens: 10, kept: cut.ids, rules: rules))
        #expect(goneOn.ids == whole.ids)
        #expect(goneOn.bits == whole.bits)
        #expect(goneOn.producedTags == whole.producedTags)
    }

    /// A rule that counts positions counts those before the branch as one run does.
    @Test func goingBackReplaysWhatTheRulesHaveSeen() throws {
        let rules = RuleSet(rules: [Rule(source: "MYTHS", way: .guarding, threshold: 0, patience: 6)])
        let whole = try TinyEngine.engine().trace(TinyEngine.request(tokens: 10, rules: rules))
        #expect(whole.stop == .guarded && whole.tokens.count == 5)
        let engine = try TinyEngine.engine()
        let begun = try engine.trace(TinyEngine.request(tokens: 4, rules: rules))
        let goneOn = try engine.trace(TinyEngine.request(tokens: 10, kept: Array(begun.ids.prefix(2)), rules: rules))
        #expect(goneOn.refusal == whole.refusal)
        #expect(goneOn.bits == whole.bits)
    }

    @Test func stoppingABatchLeavesTheEngineUsable() throws {
        let engine = try TinyEngine.engine()
        var ended = 0
        try engine.traceAll((0..<20).map { TinyEngine.request("p\($0)") }) { _, _ in
            ended += 1
            return .stop
        }
        #expect(ended == 1)
        #expect(try engine.trace(TinyEngine.request()).ids == TinyEngine.engine().trace(TinyEngine.request()).ids)
    }
}
