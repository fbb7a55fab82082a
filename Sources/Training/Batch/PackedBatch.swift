import Compute

/// Several sequences as one run of rows without padding, and who sees whom.
///
/// Rows form a tree: a segment sees its ancestors up to where it branches off, and its own rows causally. A shared prompt
/// prefix is a trunk that costs its tokens once; a probe is a row that hangs off an answer and that nothing else sees.
public struct PackedBatch: Sendable {
    /// Names a segment for its children.
    public struct SegmentID: Sendable, Hashable {
        fileprivate let index: Int
    }

    /// Where a comparison lies in the batch.
    public struct PackedComparison: Sendable, Hashable {
        /// The comparison's own number.
        public var number: Int
        /// For each answer, the rows that predict its tokens.
        public var answers: [Range<Int>]
    }

    /// Marks a row that no loss is taken at.
    public static let noTarget: Int32 = -1

    private struct Segment {
        var rows: Range<Int>
        /// Rows of the ancestors that this segment sees, root first.
        var inherited: [Range<Int>]
        var firstPosition: Int
    }

    private var segments: [Segment] = []
    /// [rows] each.
    public private(set) var tokens: [Int32] = []
    public private(set) var positions: [Int32] = []
    /// The token to predict after this row, or `noTarget`.
    public private(set) var targets: [Int32] = []
    /// The weight of this row's loss.
    public private(set) var weights: [Float] = []
    public private(set) var groups: [TreeAttentionGroup] = []
    /// What was added by `append(_:parent:)`, in order.
    public private(set) var comparisons: [PackedComparison] = []
    /// What the rows were made of, for messages.
    public private(set) var labels: [String] = []

    public init() {}

    public var rowCount: Int { tokens.count }

    /// The sum of the weights of all supervised rows.
    public var totalWeight: Double {
        zip(targets, weights).reduce(0) { $1.0 == Self.noTarget ? $0 : $0 + Double($1.1) }
    }

    /// Names what was added since, for messages about this batch.
    public mutating func label(_ text: String) {
        labels.append(text)
    }

    /// Adds a run of tokens.
    ///
    /// - Parameters:
    ///   - tokens: at least one.
    ///   - targets: one for each token; the token to predict after it, or `noTarget`.
    ///   - weights: one for each token.
    ///   - parent: the segment it branches off.
    ///   - visible: how many of the parent's own rows it sees; all by default.
    @discardableResult
    public mutating func append(
        tokens newTokens: [Int32], targets newTargets: [Int32], weights newWeights: [Float], parent: SegmentID? = nil,
        visible: Int? = nil
    ) -> SegmentID {
        precondition(!newTokens.isEmpty && newTokens.count == newTargets.count && newTokens.count == newWeights.count)
        let rows = rowCount..<rowCount + newTokens.count
        let (inherited, firstPosition) = chain(parent, visible: visible)
        tokens += newTokens
        targets += newTargets
        weights += newWeights
        positions += (0..<newTokens.count).map { Int32(firstPosition + $0) }
        let before = inherited.reduce(0) { $0 + $1.count }
        groups.append(
            TreeAttentionGroup(
                queries: rows, keys: inherited + [rows], visible: (0..<newTokens.count).map { before + $0 + 1 }, seesItself: false))
        segments.append(Segment(rows: rows, inherited: inherited, firstPosition: firstPosition))
        return SegmentID(index: segments.count - 1)
    }

    /// Adds a prompt and its answers, each answer a branch that sees the prompt and itself.
    ///
    /// The prompt's last token is repeated in each branch, because it predicts another token in each. The rows weigh nothing: an
    /// objective weighs them.
    public mutating func append(_ comparison: Comparison, parent: SegmentID?) {
        var stem = parent
        let shared = comparison.prompt.dropLast()
        if !shared.isEmpty {
            stem = append(
                tokens: Array(shared), targets: shared.map { _ in Self.noTarget }, weights: shared.map { _ in 0 }, parent: parent)
        }
        let answers = comparison.answers.map { answer in
            let start = rowCount
            append(
                tokens: comparison.prompt.suffix(1) + answer.dropLast(), targets: answer, weights: answer.map { _ in 0 }, parent: stem)
            return start..<rowCount
        }
        comparisons.append(PackedComparison(number: comparison.number, answers: answers))
    }

    /// The rows whose weights an objective sets: those of all answers of all comparisons, in order.
    public var comparedRows: [Int] { comparisons.flatMap { $0.answers.joined() } }

    /// Adds one-token branches off `parent`; each sees the parent's first `visible` rows and itself, and nothing sees it.
    ///
    /// - Parameter probes: in order of rising `visible`.
    public mutating func appendProbes(
        parent: SegmentID, token: Int32, probes: [(visible: Int, target: Int32, weight: Float)]
    ) {
        guard !probes.isEmpty else { return }
        let stem = segments[parent.index]
        let rows = rowCount..<rowCount + probes.count
        let before = stem.inherited.reduce(0) { $0 + $1.count }
        for probe in probes {
            tokens.append(token)
            targets.append(probe.target)
            weights.append(probe.weight)
            positions.append(Int32(stem.firstPosition + probe.visible))
        }
        groups.append(
            TreeAttentionGroup(
                queries: rows, keys: stem.inherited + [stem.rows], visible: probes.map { before + $0.visible }, seesItself: true))
    }

    private func chain(_ parent: SegmentID?, visible: Int?) -> (inherited: [Range<Int>], firstPosition: Int) {
        guard let parent else { return ([], 0) }
        let stem = segments[parent.index]
        let seen = min(visible ?? stem.rows.count, stem.rows.count)
        let own = stem.rows.lowerBound..<stem.rows.lowerBound + seen
        return (stem.inherited + (seen > 0 ? [own] : []), stem.firstPosition + seen)
    }
}
