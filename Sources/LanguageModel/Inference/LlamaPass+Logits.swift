import Compute

extension LlamaPass {
    /// Computes what the requests ask for from the rows' last hidden states, with row-exact kernels.
    ///
    /// - Parameter requests: indices of rows of the pass that its run was told of, with what each is asked for.
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
        place(requests, whole: whole)
        multiply(rows: whole)
        // Rows that ask for the same tokens one after the other, such as the probes of a given answer, go together.
        var single = whole
        var together: (ids: [Int], rows: Int, start: Int) = ([], 0, 0)
        func flush() {
            if together.rows > 0 { multiply(ids: together.ids, row: single, rows: together.rows, out: logits.start + together.start) }
            single += together.rows
            together.rows = 0
        }
        for (index, (_, request)) in requests.enumerated() {
            guard case .tokens(let ids) = request else { continue }
            if together.rows == 0 || together.ids != ids {
                flush()
                together = (ids, 0, logitsRanges[index].lowerBound)
            }
            together.rows += 1
        }
        flush()
    }

    /// Puts the head's input into `headInput`: rows that want everything, then those that want single tokens.
    private func place(_ requests: some Sequence<(row: Int, request: LogitsRequest)>, whole: Int) {
        headRows.removeAll(keepingCapacity: true)
        for (row, request) in requests where request == .all { headRows.append(place(of: row)) }
        for (row, request) in requests where request != .all && request != .none { headRows.append(place(of: row)) }
        headInput.reserve(headRows.count * width)
        if model.output.isPacked { headRounded.reserve(rows: headRows.count, columns: width) }
        pool.forRanges(headRows.count) { part in
            for index in part {
                RMSNorm.forward(
                    out: headInput.start + index * width, inverseRMS: nil, x: hidden.start + headRows[index] * width,
                    weight: model.finalNorm, rows: 1, columns: width, epsilon: configuration.rmsNormEpsilon)
            }
            if model.output.isPacked { headRounded.round(headInput.start, xStride: width, rows: part, columns: 0..<width) }
        }
    }

    /// Computes what the final norm and the output head say of each residual that the last run kept; the result has one row for
    /// the embedding and one for each layer.
    func computeLayerLogits(_ request: LogitsRequest) {
        let count = model.layers.count + 1
        hidden.reserve(count * width)
        hidden.start.update(from: residuals.start, count: count * width)
        places = Array(0..<count)
        computeLogits((0..<count).lazy.map { (row: $0, request: request) })
    }

    /// The logits of the last `computeLogits`.
    func result(count: Int) -> StepResult {
        StepResult(base: logits.start, ranges: logitsRanges[..<count])
    }

    /// The whole vocabulary of the first `rows` rows of `headInput`.
    private func multiply(rows: Int) {
        let size = model.vocabularySize
        headJobs.removeAll(keepingCapacity: true)
        headJobs.append(RowLinear.Job(out: logits.start, outStride: size, weights: model.output))
        if let added = model.addedOutput {
            headJobs.append(RowLinear.Job(out: logits.start + configuration.vocabularySize, outStride: size, weights: added))
        }
        RowLinear.forward(pool: pool, jobs: headJobs, x: headInput.start, xStride: width, rounded: headRounded, rows: rows)
    }

    /// Single tokens of some rows of `headInput`; runs of neighbouring ids, such as a manifest's tags, in one go.
    ///
    /// - Parameter out: [rows, ids].
    private func multiply(ids: [Int], row: Int, rows: Int, out: UnsafeMutablePointer<Float>) {
        var index = 0
        while index < ids.count {
            var end = index + 1
            while end < ids.count, ids[end] == ids[end - 1] + 1, ids[end] != configuration.vocabularySize { end += 1 }
            let first = ids[index] < configuration.vocabularySize ? 0 : configuration.vocabularySize
            defer { index = end }
            guard let weights = first == 0 ? model.output : model.addedOutput.map(RowWeights.stored) else { continue }
            headJobs.removeAll(keepingCapacity: true)
            headJobs.append(
                RowLinear.Job(
                    out: out + index, outStride: ids.count, weights: weights,
                    outputs: ids[index] - first..<ids[index] - first + end - index))
            RowLinear.forward(
                pool: pool, jobs: headJobs, x: headInput.start + row * width, xStride: width, rounded: headRounded, firstRow: row,
                rows: rows)
        }
    }
}
