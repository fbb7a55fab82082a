import CKernels

/// Linear maps with stored weights, computed row by row: `out[i, o] = dot(x[i], W[o])`.
///
/// **The bits of `out[i, o]` depend on `x[i]` and `W[o]` only**: not on the other rows, how many there are, the pool, or the
/// outputs asked for. Decoding, probing and tracing a given answer all rest on this, because a row gives the same answer in any company.
/// Weights are unpacked to the exact floats of `WeightMatrix.dequantise` and activations stay in single precision.
public enum RowLinear {
    /// One map of several that share their input.
    public struct Job {
        /// `[rows, outStride]`; column 0 belongs to the first of `outputs`.
        public var out: UnsafeMutablePointer<Float>
        /// Elements between rows of `out`, at least `outputs.count`.
        public var outStride: Int
        public var weights: WeightMatrix
        /// The weight rows to use.
        public var outputs: Range<Int>

        /// - Parameter outputs: weight rows within `0 ..< weights.rows`; all of them by default.
        public init(out: UnsafeMutablePointer<Float>, outStride: Int, weights: WeightMatrix, outputs: Range<Int>? = nil) {
            self.out = out
            self.outStride = outStride
            self.weights = weights
            self.outputs = outputs ?? 0..<weights.rows
        }
    }

    /// Computes `out[i, o - outputs.lowerBound] = dot(x[i], W[o])`.
    ///
    /// - Parameters:
    ///   - out: `[n, outStride]`; with `outputs`, column 0 belongs to the first of them.
    ///   - x: `[n, xStride]`, of which the first `weights.columns` of a row are used.
    ///   - outputs: the weight rows to use; all of them by default.
    public static func forward(
        pool: ThreadPool, out: UnsafeMutablePointer<Float>, outStride: Int, x: UnsafePointer<Float>, xStride: Int, rows n: Int,
        weights: WeightMatrix, outputs: Range<Int>? = nil
    ) {
        withUnsafePointer(to: Job(out: out, outStride: outStride, weights: weights, outputs: outputs)) { job in
            forward(pool: pool, jobs: UnsafeBufferPointer(start: job, count: 1), x: x, xStride: xStride, rows: n, kernels: .current)
        }
    }

    /// Several maps of the same input in one parallel operation, such as query, key and value, or gate and up.
    ///
    /// - Parameters:
    ///   - jobs: maps with equal `weights.columns`.
    ///   - x: `[n, xStride]`.
    public static func forward(pool: ThreadPool, jobs: [Job], x: UnsafePointer<Float>, xStride: Int, rows n: Int) {
        jobs.withUnsafeBufferPointer { forward(pool: pool, jobs: $0, x: x, xStride: xStride, rows: n, kernels: .current) }
    }

    package static func forward(
        pool: ThreadPool, jobs: UnsafeBufferPointer<Job>, x: UnsafePointer<Float>, xStride: Int, rows n: Int, kernels: Kernels
    ) {
        guard n > 0, let first = jobs.first, let linear = kernels.table.pointee.linear else { return }
        let columns = first.weights.columns
        var outputs = 0
        for job in jobs {
            precondition(job.weights.columns == columns && xStride >= columns, "the maps' inputs differ in size")
            precondition(job.outputs.lowerBound >= 0 && job.outputs.upperBound <= job.weights.rows, "outputs outside the matrix")
            outputs += job.outputs.count
        }
        let part = partSize(outputs: outputs, columns: columns, rows: n, threads: pool.threadCount)
        var parts = 0
        for job in jobs { parts += (job.outputs.count + part - 1) / part }

        pool.run(parts, scratchBytes: dlm_panel_floats(columns) * MemoryLayout<Float>.stride) { task, scratch in
            var index = task
            for job in jobs {
                let count = (job.outputs.count + part - 1) / part
                guard index >= count else {
                    let start = index * part
                    let end = min(start + part, job.outputs.count)
                    var description = dlm_linear(
                        out: job.out + start, out_stride: job.outStride, x: x, x_stride: xStride, rows: n,
                        weights: job.weights.bytes.baseAddress, row_bytes: job.weights.rowBytes, type: job.weights.type.kernelType,
                        columns: columns, first: job.outputs.lowerBound + start, last: job.outputs.lowerBound + end,
                        panel: scratch.assumingMemoryBound(to: Float.self))
                    linear(&description)
                    return
                }
                index -= count
            }
        }
    }

    /// Outputs per part: a few parts for each thread, so that a thread that is held up leaves work to the others, but none so small
    /// that handing it out shows.
    private static func partSize(outputs: Int, columns: Int, rows: Int, threads: Int) -> Int {
        guard threads > 1 else { return max(1, outputs) }
        let worthwhile = 60_000 / max(1, columns * rows)
        let even = outputs / (threads * 4)
        return (max(worthwhile, even, 1) + 15) / 16 * 16
    }
}
