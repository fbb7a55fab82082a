import CKernels

/// Linear maps with stored weights, computed row by row: `out[i, o] = dot(x[i], W[o])`.
///
/// **The bits of `out[i, o]` depend on `x[i]` and `W[o]` only**: not on the other rows, how many there are, the pool, or the
/// outputs asked for. Decoding, probing and tracing a given answer all rest on this, because a row gives the same answer in any company.
/// Stored weights are unpacked to the exact floats of `WeightMatrix.dequantise` and activations stay in single precision; packed weights
/// meet activations rounded to integers (`RoundedActivations`).
public enum RowLinear {
    /// One map of several that share their input.
    public struct Job {
        /// `[rows, outStride]`; column 0 belongs to the first of `outputs`.
        public var out: UnsafeMutablePointer<Float>
        /// Elements between rows of `out`, at least `outputs.count`.
        public var outStride: Int
        public var weights: RowWeights
        /// The weight rows to use.
        public var outputs: Range<Int>

        /// - Parameter outputs: weight rows within `0 ..< weights.rows`; all of them by default.
        public init(out: UnsafeMutablePointer<Float>, outStride: Int, weights: RowWeights, outputs: Range<Int>? = nil) {
            self.out = out
            self.outStride = outStride
            self.weights = weights
            self.outputs = outputs ?? 0..<weights.rows
        }

        public init(out: UnsafeMutablePointer<Float>, outStride: Int, weights: WeightMatrix, outputs: Range<Int>? = nil) {
            self.init(out: out, outStride: outStride, weights: .stored(weights), outputs: outputs)
        }
    }

    /// Several maps of the same input in one parallel operation, such as query, key and value, or gate and up.
    ///
    /// Each computes `out[i, o - outputs.lowerBound] = dot(x[i], W[o])`.
    ///
    /// - Parameters:
    ///   - jobs: maps with equal `weights.columns`.
    ///   - x: `[n, xStride]`, of which the first `weights.columns` of a row are used.
    ///   - rounded: the same rows as integers, from `firstRow` on; needed when a job's weights are packed.
    public static func forward(
        pool: ThreadPool, jobs: [Job], x: UnsafePointer<Float>, xStride: Int, rounded: RoundedActivations? = nil, firstRow: Int = 0,
        rows n: Int
    ) {
        jobs.withUnsafeBufferPointer {
            forward(
                pool: pool, jobs: $0, x: x, xStride: xStride, rounded: rounded?.rows(from: firstRow), rows: n, kernels: .current)
        }
    }

    package static func forward(
        pool: ThreadPool, jobs: UnsafeBufferPointer<Job>, x: UnsafePointer<Float>, xStride: Int, rounded: RoundedActivations? = nil,
        rows n: Int, kernels: Kernels
    ) {
        forward(pool: pool, jobs: jobs, x: x, xStride: xStride, rounded: rounded?.rows(from: 0), rows: n, kernels: kernels)
    }

    private static func forward(
        pool: ThreadPool, jobs: UnsafeBufferPointer<Job>, x: UnsafePointer<Float>, xStride: Int, rounded: RoundedActivations.Rows?,
        rows n: Int, kernels: Kernels
    ) {
        guard n > 0, let first = jobs.first else { return }
        let columns = first.weights.columns
        var outputs = 0
        var scratchBytes = 0
        for job in jobs {
            precondition(job.weights.columns == columns && xStride >= columns, "the maps' inputs differ in size")
            precondition(job.outputs.lowerBound >= 0 && job.outputs.upperBound <= job.weights.rows, "outputs outside the matrix")
            precondition(!job.weights.isPacked || rounded != nil, "packed weights need rounded activations")
            outputs += job.outputs.count
            switch job.weights {
            case .stored: scratchBytes = max(scratchBytes, dlm_panel_floats(columns) * MemoryLayout<Float>.stride)
            case .packed(let matrix): scratchBytes = max(scratchBytes, kernels.table.pointee.packed_scratch?(matrix.groups, n) ?? 0)
            }
        }
        let part = partSize(outputs: outputs, columns: columns, rows: n, threads: pool.threadCount)
        var parts = 0
        for job in jobs { parts += (job.outputs.count + part - 1) / part }

        pool.run(parts, scratchBytes: scratchBytes) { task, scratch in
            var index = task
            for job in jobs {
                let count = (job.outputs.count + part - 1) / part
                guard index >= count else {
                    let start = index * part
                    run(
                        job, start: start, end: min(start + part, job.outputs.count), x: x, xStride: xStride, rounded: rounded, rows: n,
                        scratch: scratch, kernels: kernels)
                    return
                }
                index -= count
            }
        }
    }

    /// The outputs `start ..< end` of those that the job asks for.
    @inline(__always)
    private static func run(
        _ job: Job, start: Int, end: Int, x: UnsafePointer<Float>, xStride: Int, rounded: RoundedActivations.Rows?, rows: Int,
        scratch: UnsafeMutableRawPointer, kernels: Kernels
    ) {
        let first = job.outputs.lowerBound
        switch job.weights {
        case .stored(let matrix):
            var description = dlm_linear(
                out: job.out + start, out_stride: job.outStride, x: x, x_stride: xStride, rows: rows,
                weights: matrix.bytes.baseAddress, row_bytes: matrix.rowBytes, type: matrix.type.kernelType, columns: matrix.columns,
                first: first + start, last: first + end, panel: scratch.assumingMemoryBound(to: Float.self))
            kernels.table.pointee.linear(&description)
        case .packed(let matrix):
            var description = dlm_packed_linear(
                out: job.out + start, out_stride: job.outStride, x: rounded?.groups, x_tiles: rounded?.tiles,
                x_stride: rounded?.stride ?? 0, rows: rows, tiles: matrix.tiles, packing: matrix.packing, groups: matrix.groups,
                first: first + start, last: first + end, scratch: kernels.table.pointee.packed_scratch == nil ? nil : scratch)
            kernels.table.pointee.packed_linear(&description)
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
