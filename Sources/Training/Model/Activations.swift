import LanguageModel

/// What a forward pass keeps for the backward pass, allocated once for the largest micro-batch.
///
/// Cheap results (normalised rows, the gated activation) are not kept: the backward pass computes them again.
final class Activations {
    /// One decoder layer; T is the number of rows.
    struct Layer {
        /// [T, hidden].
        let input: UnsafeMutablePointer<Float>
        /// [T].
        let attentionInverseRMS: UnsafeMutablePointer<Float>
        /// [T, heads * headDimension], turned by the rotary embedding.
        let queries: UnsafeMutablePointer<Float>
        /// [T, keyValueHeads * headDimension], turned.
        let keys: UnsafeMutablePointer<Float>
        /// [T, keyValueHeads * headDimension].
        let values: UnsafeMutablePointer<Float>
        /// [heads, T].
        let logSumExp: UnsafeMutablePointer<Float>
        /// [T, heads * headDimension].
        let attention: UnsafeMutablePointer<Float>
        /// [T, hidden], after the attention's residual addition.
        let middle: UnsafeMutablePointer<Float>
        /// [T].
        let feedForwardInverseRMS: UnsafeMutablePointer<Float>
        /// [T, intermediate].
        let gate: UnsafeMutablePointer<Float>
        /// [T, intermediate].
        let up: UnsafeMutablePointer<Float>
        /// Queries and keys before the norm of each head; nil in families without.
        let heads: Heads?
        /// [T, rank] for each projection.
        let projected: [Projection: UnsafeMutablePointer<Float>]
    }

    /// What the norms of the heads need again.
    struct Heads {
        /// [T, heads * headDimension].
        let queries: UnsafeMutablePointer<Float>
        /// [T, heads].
        let queryInverseRMS: UnsafeMutablePointer<Float>
        /// [T, keyValueHeads * headDimension].
        let keys: UnsafeMutablePointer<Float>
        /// [T, keyValueHeads].
        let keyInverseRMS: UnsafeMutablePointer<Float>
    }

    let capacity: Int
    let layers: [Layer]
    /// [T, hidden], the last layer's output.
    let output: UnsafeMutablePointer<Float>
    private let region: FloatRegion

    init(configuration c: LlamaConfiguration, rank: Int, capacity: Int) {
        let queryWidth = c.headCount * c.headDimension
        let keyWidth = c.keyValueHeadCount * c.headDimension
        let projections = rank > 0 ? Projection.allCases : []
        let widths = [
            c.hiddenSize, 1, queryWidth, keyWidth, keyWidth, c.headCount, queryWidth, c.hiddenSize, 1, c.intermediateSize,
            c.intermediateSize,
        ]
        let headWidths = c.family.hasHeadNorms ? [queryWidth, c.headCount, keyWidth, c.keyValueHeadCount] : []
        let perLayer = widths.reduce(0, +) + headWidths.reduce(0, +) + projections.count * rank
        region = FloatRegion(capacity * (perLayer * c.layerCount + c.hiddenSize))
        self.capacity = capacity
        var next = region.pointer
        func take(_ width: Int) -> UnsafeMutablePointer<Float> {
            defer { next += width * capacity }
            return next
        }
        layers = (0..<c.layerCount).map { _ in
            Layer(
                input: take(widths[0]), attentionInverseRMS: take(widths[1]), queries: take(widths[2]), keys: take(widths[3]),
                values: take(widths[4]), logSumExp: take(widths[5]), attention: take(widths[6]), middle: take(widths[7]),
                feedForwardInverseRMS: take(widths[8]), gate: take(widths[9]), up: take(widths[10]),
                heads: headWidths.isEmpty
                    ? nil
                    : Heads(
                        queries: take(headWidths[0]), queryInverseRMS: take(headWidths[1]), keys: take(headWidths[2]),
                        keyInverseRMS: take(headWidths[3])),
                projected: Dictionary(uniqueKeysWithValues: projections.map { ($0, take(rank)) }))
        }
        output = take(c.hiddenSize)
    }
}
