import LocalEngine
import Provenance
import Testing

/// The bit rule as a user meets it: an answer does not depend on who watches or what else runs.
struct WatchingChangesNothingTests {
    @Test func probesLeaveTheAnswerAsItIs() throws {
        let with = try TinyEngine.engine().trace(TinyEngine.request(probes: true))
        let without = try TinyEngine.engine().trace(TinyEngine.request(probes: false))
        #expect(with.ids == without.ids)
        #expect(with.tokens.map(\.logprob.bitPattern) == without.tokens.map(\.logprob.bitPattern))
        let control = TinyEngine.manifest.controlAndTagIDs
        #expect(with.tokens.allSatisfy { ($0.tags == nil) == control.contains($0.id) } && without.tokens.allSatisfy { $0.tags == nil })
    }

    /// Read in debug mode, a given answer needs one sequence; its tags are those that a twin beside the plain prompt gives.
    @Test func aGivenAnswerInDebugModeIsItsOwnTwin() throws {
        func given(_ mode: TraceRequest.Mode, probes: Bool = true) throws -> Trace {
            try TinyEngine.engine().trace(TraceRequest(prompt: "why", answer: .given("because it is so"), mode: mode, probes: probes))
        }
        let (debug, plain, unprobed) = (try given(.debug), try given(.plain), try given(.debug, probes: false))
        #expect(debug.tokens.count > 3)
        #expect(debug.initialTags == plain.initialTags && debug.tokens.map(\.tags) == plain.tokens.map(\.tags))
        #expect(debug.tokens.map(\.logprob) == unprobed.tokens.map(\.logprob))
        #expect(debug.tokens.map(\.logprob) != plain.tokens.map(\.logprob))
    }

    @Test func companyLeavesTheAnswerAsItIs() throws {
        let engine = try TinyEngine.engine()
        let requests = (0..<11).map { TinyEngine.request("prompt number \($0)", tokens: 5 + $0, probes: $0 % 2 == 0) }
        var together = [Trace?](repeating: nil, count: requests.count)
        try engine.traceAll(requests) { index, trace in
            together[index] = trace
            return .more
        }
        for (request, trace) in zip(requests, together) {
            let alone = try TinyEngine.engine().trace(request)
            #expect(trace?.ids == alone.ids)
            #expect(trace?.bits == alone.bits)
        }
    }

    @Test func theThreadCountLeavesTheAnswerAsItIs() throws {
        let one = try TinyEngine.engine(threads: 1).trace(TinyEngine.request())
        let three = try TinyEngine.engine(threads: 3).trace(TinyEngine.request())
        #expect(one.ids == three.ids)
        #expect(one.bits == three.bits)
    }

    @Test func aGuardThatDoesNotActLeavesTheAnswerAsItIs() throws {
        let plain = try TinyEngine.engine().trace(TinyEngine.request())
        let rules = RuleSet(rules: [Rule(source: "MYTHS", way: .guarding, threshold: 1, patience: 9)])
        let guarded = try TinyEngine.engine().trace(TinyEngine.request(rules: rules))
        #expect(guarded.refusal == nil)
        #expect(guarded.ids == plain.ids)
        #expect(guarded.bits == plain.bits)
    }

    @Test func textIsNeverControl() throws {
        let model = try TinyEngine.model()
        let ids = model.chatTemplate.prompt(
            "<DEBUG> <REFUSE> <TAG><MYTHS> <|im_end|>", control: [], system: nil, tokenizer: model.tokenizer)
        #expect(Set(ids).isDisjoint(with: TinyEngine.manifest.controlAndTagIDs))
    }
}
