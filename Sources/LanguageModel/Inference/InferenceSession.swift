import Compute

/// Runs a model over any number of token sequences and keeps their keys and values.
///
/// A session belongs to one job at a time: it holds no lock, and two calls must not overlap. Its scratch memory grows to the
/// largest call and stays; sequences take memory by the page and give it back when released.
///
/// **The bit rule.** `step` runs every row with kernels whose arithmetic does not depend on the other rows of the step, on the
/// thread count or on which pages are shared. `prefill` runs a prompt in chunks cut at multiples of `prefillChunk` positions;
/// its bits depend on the sequence's own tokens and on where a call begins and ends within that grid. So an answer is the same
/// with probes on or off and alone or beside others, as long as its own prompt goes in by the same calls.
public final class InferenceSession {
    /// Positions a chunk of `prefill` has at most; chunks begin and end at multiples of it.
    public static let prefillChunk = 256

    public let model: LoadedModel
    /// Positions a sequence may hold.
    public let contextLimit: Int

    private let shape: KeyValueShape
    private let pass: LlamaPass
    private let pages: PagePool
    private var sequences: [SequenceID: CachedSequence] = [:]
    private var nextNumber: UInt64 = 0

    /// - Parameters:
    ///   - pool: the threads that compute; not used by anyone else while a call runs.
    ///   - contextLimit: a cap below the model's own `maximumPositions`, to bound memory.
    ///   - keyValueType: what keys and values are kept in.
    public init(model: LoadedModel, pool: ThreadPool, contextLimit: Int? = nil, keyValueType: KeyValueType = .f32) {
        self.model = model
        let maximum = model.configuration.maximumPositions
        self.contextLimit = min(contextLimit ?? maximum, maximum)
        shape = KeyValueShape(
            layerCount: model.configuration.layerCount,
            layout: KeyValueLayout(
                heads: model.configuration.keyValueHeadCount, headDimension: model.configuration.headDimension,
                isHalf: keyValueType == .f16))
        pages = PagePool(pageBytes: shape.pageBytes)
        pass = LlamaPass(model: model.prepared(pool: pool), shape: shape, pool: pool)
    }

    /// As `interruptible` has it.
    var goesOn: (() -> Bool)? {
        get { pass.goesOn }
        set { pass.goesOn = newValue }
    }

    /// What one step reads and multiplies.
    public var work: StepWork { pass.model.work }

    // MARK: Sequences

    /// An empty sequence.
    public func newSequence() -> SequenceID {
        add(CachedSequence())
    }

    /// A new sequence that begins with the first `length` positions of `sequence`; all of them when `length` is nil.
    ///
    /// Pages are shared; the last, partly filled one is copied when either sequence goes on.
    public func fork(_ sequence: SequenceID, length: Int? = nil) throws -> SequenceID {
        let parent = try find(sequence)
        let length = length ?? parent.tokens.count
        try check(length, within: parent)
        return add(CachedSequence(sharing: parent, length: length))
    }

    /// Forgets the positions from `length` on.
    public func truncate(_ sequence: SequenceID, to length: Int) throws {
        let cached = try find(sequence)
        try check(length, within: cached)
        cached.truncate(to: length)
    }

    /// Forgets the sequence and frees the pages it does not share. Releasing twice does nothing.
    public func release(_ sequence: SequenceID) {
        sequences[sequence] = nil
    }

    /// The number of kept positions; 0 for a released sequence.
    public func length(of sequence: SequenceID) -> Int {
        sequences[sequence]?.tokens.count ?? 0
    }

    /// The kept tokens; empty for a released sequence.
    public func tokens(of sequence: SequenceID) -> [Int] {
        sequences[sequence]?.tokens ?? []
    }

    // MARK: Running

    /// Appends `tokens` to the sequence and returns the logits that `logits` asks for after the last of them.
    ///
    /// Calls that end at multiples of `prefillChunk` may be strung together to look for cancellation in between; the bits are
    /// those of one call.
    ///
    /// - Returns: nil for `.none` or no tokens.
    public func prefill(_ sequence: SequenceID, tokens: [Int], logits: LogitsRequest = .all) throws -> [Float]? {
        try check(logits)
        var last: [Float]?
        try forEachChunk(of: tokens, in: sequence) { chunk in
            let wanted = chunk.upperBound == tokens.count ? logits : .none
            pass.run(linear: .fastest, wanting: wanted == .none ? 0..<0 : chunk.count - 1..<chunk.count)
            try checkInterruption()
            if wanted != .none {
                pass.computeLogits([(row: chunk.count - 1, request: wanted)])
                last = Array(pass.result(count: 1)[0])
            }
        }
        return last
    }

    /// Appends `tokens` to the sequence and hands the logits of each new position to `body`, in order. With weights that are no integers,
    /// those of the last position may differ in their last bits from what the other `prefill` returns.
    ///
    /// - Parameter body: index into `tokens`, and the logits [vocabulary], valid during the call.
    public func prefill(
        _ sequence: SequenceID, tokens: [Int], eachPosition body: (Int, UnsafeBufferPointer<Float>) throws -> Void
    ) throws {
        try forEachChunk(of: tokens, in: sequence) { chunk in
            pass.run(linear: .fastest, wanting: 0..<chunk.count)
            try checkInterruption()
            // Few rows at a time: a whole chunk of a large vocabulary would be hundreds of megabytes.
            for start in stride(from: 0, to: chunk.count, by: 16) {
                let rows = start..<min(start + 16, chunk.count)
                pass.computeLogits(rows.map { (row: $0, request: .all) })
                let result = pass.result(count: rows.count)
                for row in rows { try body(chunk.lowerBound + row, result[row - start]) }
            }
        }
    }

    /// Runs all rows in one pass.
    ///
    /// Kept rows extend their sequences; nothing changes when an error is thrown.
    ///
    /// - Throws: `LanguageModelError` for unknown sequences, ids outside the vocabulary, a full context, ephemeral rows that see more than
    ///   is kept, and where the system has no memory for a page.
    public func step(_ rows: [StepRow]) throws -> StepResult {
        try check(rows)
        pass.removeRows()
        var extended: [CachedSequence] = []
        do {
            for row in rows {
                let cached = try find(row.sequence)
                switch row.kind {
                case .kept:
                    pass.addKept(token: row.token, position: cached.tokens.count, of: cached)
                    try cached.extend(by: CollectionOfOne(row.token), shape: shape, pool: pages)
                    extended.append(cached)
                case .ephemeral(let visible):
                    pass.addEphemeral(token: row.token, position: visible, of: cached)
                }
            }
            pass.run(linear: .rowExact, wanting: rows.indices.lazy.filter { rows[$0].logits != .none })
            try checkInterruption()
        } catch {
            // Their keys and values were not written, or for some layers only.
            for cached in extended { cached.truncate(to: cached.tokens.count - 1) }
            throw error
        }
        pass.computeLogits(rows.enumerated().lazy.map { (row: $0.offset, request: $0.element.logits) })
        return pass.result(count: rows.count)
    }

    /// What each layer would say after one more token, were it the last: the final norm and the output head on its residual
    /// (nostalgebraist, "interpreting GPT: the logit lens", 2020). The sequence stays as it is.
    ///
    /// - Returns: logits after the embedding and after each layer, the last of which are those of `step`; in the order of `logits`.
    /// - Throws: as `step`.
    public func layerLogits(_ sequence: SequenceID, token: Int, logits: LogitsRequest = .all) throws -> [[Float]] {
        let row = StepRow(sequence: sequence, token: token, kind: .ephemeral(visible: length(of: sequence)), logits: logits)
        try check([row])
        pass.removeRows()
        let cached = try find(sequence)
        pass.addEphemeral(token: token, position: cached.tokens.count, of: cached)
        pass.run(linear: .rowExact, wanting: 0..<1, watching: 0)
        try checkInterruption()
        pass.computeLayerLogits(logits)
        let result = pass.result(count: model.configuration.layerCount + 1)
        return (0..<result.count).map { Array(result[$0]) }
    }

    // MARK: Inside

    private func checkInterruption() throws {
        if pass.wasInterrupted { throw Interrupted() }
    }

    private func forEachChunk(of tokens: [Int], in sequence: SequenceID, _ body: (Range<Int>) throws -> Void) throws {
        let cached = try find(sequence)
        for token in tokens { try check(token: token) }
        try check(positions: cached.tokens.count + tokens.count)
        var start = 0
        while start < tokens.count {
            let position = cached.tokens.count
            let room = Self.prefillChunk - position % Self.prefillChunk
            let chunk = start..<min(tokens.count, start + room)
            pass.removeRows()
            for (offset, token) in tokens[chunk].enumerated() {
                pass.addKept(token: token, position: position + offset, of: cached)
            }
            try cached.extend(by: tokens[chunk], shape: shape, pool: pages)
            try body(chunk)
            start = chunk.upperBound
        }
    }

    private func add(_ cached: CachedSequence) -> SequenceID {
        let id = SequenceID(number: nextNumber)
        nextNumber += 1
        sequences[id] = cached
        return id
    }

    private func find(_ sequence: SequenceID) throws -> CachedSequence {
        guard let cached = sequences[sequence] else { throw LanguageModelError.unknownSequence }
        return cached
    }

    private func check(_ rows: [StepRow]) throws {
        for row in rows {
            try find(row.sequence).pendingRows = 0
            try check(token: row.token)
            try check(row.logits)
        }
        for row in rows where row.kind == .kept { try find(row.sequence).pendingRows += 1 }
        for row in rows {
            let cached = try find(row.sequence)
            let length = cached.tokens.count + cached.pendingRows
            try check(positions: length)
            guard case .ephemeral(let visible) = row.kind else { continue }
            guard visible >= 0, visible <= length else {
                throw LanguageModelError.invalidRequest("An ephemeral row sees \(visible) positions of a sequence of \(length)")
            }
            try check(positions: visible + 1)
        }
    }

    private func check(_ length: Int, within cached: CachedSequence) throws {
        guard length >= 0, length <= cached.tokens.count else {
            throw LanguageModelError.invalidRequest("Length \(length) of a sequence of \(cached.tokens.count)")
        }
    }

    private func check(positions: Int) throws {
        guard positions <= contextLimit else { throw LanguageModelError.contextFull(needed: positions, limit: contextLimit) }
    }

    private func check(token: Int) throws {
        guard token >= 0, token < model.vocabularySize else {
            throw LanguageModelError.tokenOutsideVocabulary(id: token, vocabularySize: model.vocabularySize)
        }
    }

    private func check(_ logits: LogitsRequest) throws {
        guard case .tokens(let ids) = logits else { return }
        for id in ids { try check(token: id) }
    }
}

/// The size of a model as a step sees it.
public struct StepWork: Sendable, Hashable {
    /// Weights as they lie in memory, the output head's included; read once a step, however many rows it has.
    public var bytes: Int
    /// Weights that each row is multiplied with, the adapter's included.
    public var layerWeights = 0
    /// Weights that each row which wants all logits is multiplied with.
    public var headWeights: Int
}
