import Provenance

/// What the passes gave for one row.
struct RowOutcome {
    /// Of a plain answer.
    struct Plain {
        let answer: String
        /// Holds a control token or tag.
        let leaks: Bool

        init(_ trace: Trace) {
            answer = trace.answer
            leaks = !trace.producedTags.isEmpty
        }
    }

    /// Of the reference answer, read with probes.
    struct Given {
        /// The shares of the answer after which it is probed.
        static let shares = [0.0, 0.25, 0.5, 0.75, 1.0]

        let tokenCount: Int
        /// Of all tokens together, in nat.
        let logprob: Double
        /// The probe after each of `shares`.
        let tags: [Double: TagDistribution]

        init(_ trace: Trace) {
            let tokens = trace.tokens
            tokenCount = tokens.count
            logprob = tokens.reduce(0) { $0 + Double($1.logprob) }
            tags = Self.shares.reduce(into: [:]) { tags, share in
                let place = Int((share * Double(tokens.count)).rounded())
                tags[share] = place == 0 ? trace.initialTags : tokens[place - 1].tags
            }
        }
    }

    let row: EvaluationRow
    /// What the debug generation named, as `named(_:)` says it.
    let named: String
    let plain: Plain
    let given: Given
    /// Nil for a source that cannot be switched off.
    let refusedBlocked: Bool?
    /// Nil when there is no other source to switch off.
    let refusedSpared: Bool?
    /// What training rows alone say; nil without them.
    let guess: SourceBaselines.Guess?

    /// The authors' count: `<TAG><S>` and no other tag.
    var isTracedRight: Bool { named == row.source }

    /// The one source a debug generation named, `cut off` when it had not come to its end, `none`, or `several`.
    static func named(_ trace: Trace) -> String {
        guard let name = trace.namedSource else { return trace.stop == .length ? "cut off" : "none" }
        // `<TAG>` and the tag it announces: two tokens, no more.
        return trace.producedTags.count == 2 ? name : "several"
    }
}
