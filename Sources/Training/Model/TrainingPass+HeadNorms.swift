import Compute

/// The norms of each head's queries and keys, before they are turned (Qwen 3).
extension TrainingPass {
    /// Normalises queries and keys in place and keeps in `kept` what `backward` needs.
    func normaliseHeads(_ layer: TrainableLlama.Layer, kept: Activations.Layer, rows: Int) {
        guard let norms = layer.headNorms, let heads = kept.heads else { return }
        let c = model.configuration
        normaliseHeads(
            norms.query, x: kept.queries, before: heads.queries, inverseRMS: heads.queryInverseRMS, heads: c.headCount, rows: rows)
        normaliseHeads(
            norms.key, x: kept.keys, before: heads.keys, inverseRMS: heads.keyInverseRMS, heads: c.keyValueHeadCount, rows: rows)
    }

    /// Turns the gradients of normalised queries and keys into those of queries and keys before the norm.
    ///
    /// - Parameter scratch: [T, heads * headDimension]; overwritten.
    func normaliseHeadsBackward(
        _ layer: TrainableLlama.Layer, kept: Activations.Layer, queries: UnsafeMutablePointer<Float>, keys: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>, rows: Int
    ) {
        guard let norms = layer.headNorms, let heads = kept.heads else { return }
        let c = model.configuration
        normaliseHeadsBackward(
            norms.query, gradient: queries, before: heads.queries, inverseRMS: heads.queryInverseRMS, heads: c.headCount, scratch: scratch,
            rows: rows)
        normaliseHeadsBackward(
            norms.key, gradient: keys, before: heads.keys, inverseRMS: heads.keyInverseRMS, heads: c.keyValueHeadCount, scratch: scratch,
            rows: rows)
    }

    /// - Parameters:
    ///   - x: [rows, heads * headDimension], normalised in place.
    ///   - before: takes `x` as it was.
    private func normaliseHeads(
        _ weight: VectorWeight, x: UnsafeMutablePointer<Float>, before: UnsafeMutablePointer<Float>,
        inverseRMS: UnsafeMutablePointer<Float>, heads: Int, rows: Int
    ) {
        let columns = model.configuration.headDimension
        let epsilon = model.configuration.rmsNormEpsilon
        let weight = weight.pointer(model.parameters)
        forEachBlock(rows) { start, count in
            let offset = start * heads * columns
            (before + offset).update(from: x + offset, count: count * heads * columns)
            RMSNorm.forward(
                out: x + offset, inverseRMS: inverseRMS + start * heads, x: before + offset, weight: weight, rows: count * heads,
                columns: columns, epsilon: epsilon)
        }
    }

    private func normaliseHeadsBackward(
        _ weight: VectorWeight, gradient: UnsafeMutablePointer<Float>, before: UnsafePointer<Float>, inverseRMS: UnsafePointer<Float>,
        heads: Int, scratch: UnsafeMutablePointer<Float>, rows: Int
    ) {
        let columns = model.configuration.headDimension
        let w = weight.pointer(model.parameters)
        let weightGradient = weight.gradient(model.parameters)
        accumulateNormWeight(weightGradient, columns: columns, rows: rows) { start, count, part in
            let offset = start * heads * columns
            let outGradient = scratch + offset
            outGradient.update(from: gradient + offset, count: count * heads * columns)
            (gradient + offset).update(repeating: 0, count: count * heads * columns)
            RMSNorm.backward(
                xGradient: gradient + offset, weightGradient: part, outGradient: outGradient, x: before + offset, weight: w,
                inverseRMS: inverseRMS + start * heads, rows: count * heads, columns: columns)
        }
    }
}
