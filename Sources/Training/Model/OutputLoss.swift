import Compute

/// Final norm, output head and cross-entropy over supervised rows alone, some rows at a time.
///
/// The logits of all rows are never in memory together: a chunk's logits become their own gradient in place and are gone.
final class OutputLoss {
    /// Floats that one chunk of logits may take.
    private static let chunkFloats = 6 << 20
    /// Rows of cross-entropy that one task handles.
    private static let block = 4

    private let columns: Int
    private let vocabulary: Int
    private let chunkRows: Int
    private let head: OutputHead
    private let pool: ThreadPool
    private let logits: FloatRegion
    private let gathered: FloatRegion
    private let normed: FloatRegion
    private let normedGradient: FloatRegion
    private let inverseRMS: FloatRegion
    private let losses: FloatRegion
    private let logSumExp: FloatRegion

    init(table: TokenTable, arithmetic: Arithmetic, capacity: Int, pool: ThreadPool) {
        self.pool = pool
        columns = table.columns
        vocabulary = table.rows
        chunkRows = max(1, min(capacity, max(32, Self.chunkFloats / max(vocabulary, 1))))
        head = OutputHead(table: table, arithmetic: arithmetic, capacity: chunkRows, pool: pool)
        logits = FloatRegion(chunkRows * vocabulary)
        gathered = FloatRegion(capacity * columns)
        normed = FloatRegion(capacity * columns)
        normedGradient = FloatRegion(capacity * columns)
        inverseRMS = FloatRegion(capacity)
        losses = FloatRegion(capacity)
        logSumExp = FloatRegion(capacity)
    }

    /// The weighted sum of the losses, and the gradient of `gradientScale` times that sum.
    ///
    /// - Parameters:
    ///   - xGradient: [rows, columns], overwritten; nil when only the loss is wanted.
    ///   - x: [rows, columns], the last layer's output.
    ///   - comparedWeights: one for each of `batch.comparedRows`: the derivative of their objective by each row's loss.
    /// - Returns: the sum of weight times loss over all supervised rows; compared rows have no weight of their own.
    func run(
        xGradient: UnsafeMutablePointer<Float>?, x: UnsafePointer<Float>, batch: PackedBatch, gradientScale: Float,
        comparedWeights: [Float] = [], model: TrainableLlama
    ) -> Double {
        let supervised = (0..<batch.rowCount).filter { batch.targets[$0] != PackedBatch.noTarget }
        xGradient?.update(repeating: 0, count: batch.rowCount * columns)
        guard !supervised.isEmpty else { return 0 }
        let targets = supervised.map { batch.targets[$0] }
        var scaled = batch.weights.map { $0 * gradientScale }
        for (row, weight) in zip(batch.comparedRows, comparedWeights) { scaled[row] = weight }
        run(supervised, x: x, targets: targets, weights: supervised.map { scaled[$0] }, wantsGradient: xGradient != nil, model: model)
        if let xGradient {
            // `gathered` still holds the inputs: its gradient goes to `normed`, which is no longer needed.
            normed.pointer.update(repeating: 0, count: supervised.count * columns)
            let store = model.parameters
            RMSNorm.backward(
                xGradient: normed.pointer, weightGradient: model.finalNorm.gradient(store), outGradient: normedGradient.pointer,
                x: gathered.pointer, weight: model.finalNorm.pointer(store), inverseRMS: inverseRMS.pointer, rows: supervised.count,
                columns: columns)
            for (index, row) in supervised.enumerated() {
                (xGradient + row * columns).update(from: normed.pointer + index * columns, count: columns)
            }
        }
        var total = 0.0
        for (index, row) in supervised.enumerated() { total += Double(losses.pointer[index]) * Double(batch.weights[row]) }
        return total
    }

    /// The log-probability, in nats, of the target of each of `batch.comparedRows`.
    func comparedLogProbabilities(x: UnsafePointer<Float>, batch: PackedBatch, model: TrainableLlama) -> [Float] {
        let rows = batch.comparedRows
        run(rows, x: x, targets: rows.map { batch.targets[$0] }, weights: rows.map { _ in 0 }, wantsGradient: false, model: model)
        return rows.indices.map { -losses.pointer[$0] }
    }

    /// Norm, head and cross-entropy of some rows, chunk by chunk; fills `losses`, and `normedGradient` when asked to.
    private func run(
        _ rows: [Int], x: UnsafePointer<Float>, targets: [Int32], weights: [Float], wantsGradient: Bool, model: TrainableLlama
    ) {
        for (index, row) in rows.enumerated() {
            (gathered.pointer + index * columns).update(from: x + row * columns, count: columns)
        }
        RMSNorm.forward(
            out: normed.pointer, inverseRMS: inverseRMS.pointer, x: gathered.pointer, weight: model.finalNorm.pointer(model.parameters),
            rows: rows.count, columns: columns, epsilon: model.configuration.rmsNormEpsilon)
        head.refresh()
        var start = 0
        while start < rows.count {
            let count = min(chunkRows, rows.count - start)
            chunk(start: start, count: count, targets: targets, weights: weights, wantsGradient: wantsGradient)
            start += count
        }
    }

    private func chunk(start: Int, count: Int, targets: [Int32], weights: [Float], wantsGradient: Bool) {
        let x = normed.pointer + start * columns
        let vocabulary = vocabulary
        head.forward(logits: logits.pointer, x: x, count: count)
        targets.withUnsafeBufferPointer { targets in
            weights.withUnsafeBufferPointer { weights in
                guard let targets = targets.baseAddress, let weights = weights.baseAddress else { return }
                let (logits, losses, sums) = (self.logits.pointer, self.losses.pointer, self.logSumExp.pointer)
                pool.run((count + Self.block - 1) / Self.block) { task in
                    let first = task * Self.block
                    let rows = min(Self.block, count - first)
                    let row = start + first
                    CrossEntropy.forward(
                        losses: losses + row, logSumExp: sums + row, logits: logits + first * vocabulary, targets: targets + row,
                        rows: rows, columns: vocabulary)
                    guard wantsGradient else { return }
                    CrossEntropy.backward(
                        logits: logits + first * vocabulary, weights: weights + row, logSumExp: sums + row, targets: targets + row,
                        rows: rows, columns: vocabulary)
                }
            }
        }
        guard wantsGradient else { return }
        head.backward(
            xGradient: normedGradient.pointer + start * columns, logitsGradient: logits.pointer, x: x, count: count)
    }
}
