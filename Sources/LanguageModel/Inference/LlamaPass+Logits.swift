import Compute

extension LlamaPass {
    /// Computes what the requests ask for from the rows' last hidden states, with row-exact kernels.
    ///
    /// - Parameter requests: indices of rows of the pass, with what each is asked for.
    func computeLogits(_ requests: some Sequence<(row: Int, request: LogitsRequest)>) {
        let size = model.vocabularySize
        logitsRanges.removeAll(keepingCapacity: true)
        // Rows that want everything stand first, one below the other, so that they share one reading of the output matrix.
        var whole = 0
        for (_, request) in requests where request == .all { whole += 1 }
        var nextWhole = 0
        var end = whole * size
        for (_, request) in requests {
            switch request {
            case .none:
                logitsRanges.append(end..<end)
            case .all:
                logitsRanges.append(nextWhole * size..<(nextWhole + 1) * size)
                nextWhole += 1
            case .tokens(let ids):
                logitsRanges.append(end..<end + ids.count)
                end += ids.count
            }
        }
        logits.reserve(end)
        headInput.reserve((whole + 1) * width)
        nextWhole = 0
        for (row, request) in requests where request == .all {
            normaliseFinal(row: row, into: headInput.start + nextWhole * width)
            nextWhole += 1
        }
        multiply(rows: whole)
        for (index, (row, request)) in requests.enumerated() {
            guard case .tokens(let ids) = request else { continue }
            let input = headInput.start + whole * width
            normaliseFinal(row: row, into: input)
            multiply(ids: ids, input: input, out: logits.start + logitsRanges[index].lowerBound)
        }
    }

    /// Computes what the final norm and the output head say of each residual that the last run kept; the result has one row for
    /// the embedding and one for each layer.
    func computeLayerLogits(_ request: LogitsRequest) {
        let count = model.layers.count + 1
        hidden.reserve(count * width)
        hidden.start.update(from: residuals.start, count: count * width)
        computeLogits((0..<count).lazy.map { (row: $0, request: request) })
    }

    /// The logits of the last `computeLogits`.
    func result(count: Int) -> StepResult {
        StepResult(base: logits.start, ranges: logitsRanges[..<count])
    }

    private func normaliseFinal(row: Int, into target: UnsafeMutablePointer<Float>) {
        RMSNorm.forward(
            out: target, inverseRMS: nil, x: hidden.start + row * width, weight: model.finalNorm, rows: 1, columns: width,
            epsilon: configuration.rmsNormEpsilon)
    }

    /// The whole vocabulary of the first `rows` rows of `headInput`.
    private func multiply(rows: Int) {
        let size = model.vocabularySize
        headJobs.removeAll(keepingCapacity: true)
        headJobs.append(RowLinear.Job(out: logits.start, outStride: size, weights: model.output))
        if let added = model.addedOutput {
            headJobs.append(RowLinear.Job(out: logits.start + configuration.vocabularySize, outStride: size, weights: added))
        }
        RowLinear.forward(pool: pool, jobs: headJobs, x: headInput.start, xStride: width, rows: rows)
    }

    /// Single tokens of one row.
    private func multiply(ids: [Int], input: UnsafePointer<Float>, out: UnsafeMutablePointer<Float>) {
        for (index, id) in ids.enumerated() {
            let first = id < configuration.vocabularySize ? 0 : configuration.vocabularySize
            guard let weights = first == 0 ? model.output : model.addedOutput else { continue }
            RowLinear.forward(
                pool: pool, out: out + index, outStride: 1, x: input, xStride: width, rows: 1, weights: weights,
                outputs: id - first..<id - first + 1)
        }
    }
}
