/// Which next-token logits a row is asked for.
public enum LogitsRequest: Sendable, Hashable {
    case none
    /// The whole vocabulary, added tokens included.
    case all
    /// These ids only, in this order; the other output rows are not computed. A value has the same bits as in `all`.
    case tokens([Int])
}

/// One token to run through the model.
public struct StepRow: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// Extends the sequence; several kept rows of one sequence extend it in their order.
        case kept
        /// Stands at position `visible`, sees the first `visible` kept positions (those kept by the same step included)
        /// and itself, and leaves no trace.
        case ephemeral(visible: Int)
    }

    public var sequence: SequenceID
    public var token: Int
    public var kind: Kind
    public var logits: LogitsRequest

    public init(sequence: SequenceID, token: Int, kind: Kind = .kept, logits: LogitsRequest = .none) {
        self.sequence = sequence
        self.token = token
        self.kind = kind
        self.logits = logits
    }
}

/// The logits of one step.
///
/// The buffers belong to the session and are overwritten by its next call; copy what must outlive it.
public struct StepResult {
    let base: UnsafePointer<Float>
    let ranges: ArraySlice<Range<Int>>

    /// The number of rows of the step.
    public var count: Int { ranges.count }

    /// The logits row `row` asked for, in the order of its request; empty when it asked for none.
    public subscript(row: Int) -> UnsafeBufferPointer<Float> {
        let range = ranges[ranges.startIndex + row]
        return UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
    }
}
