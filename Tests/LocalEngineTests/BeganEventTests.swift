import Provenance
import Testing

/// Every trace begins with its event, also one that is over at once.
struct BeganEventTests {
    @Test func anAnswerThatEndsAtOnceHasBegun() throws {
        let engine = try TinyEngine.engine()
        var began = 0
        var request = TinyEngine.request(tokens: 12, probes: false)
        // A given answer without tokens ends before its first one.
        request.answer = .given("")
        _ = try engine.trace(request) { event in
            if case .began = event { began += 1 }
            return .more
        }
        #expect(began == 1)
    }
}
