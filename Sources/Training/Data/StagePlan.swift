import LanguageModel

/// Which examples each step of a stage sees, worked out before the first step.
///
/// Everything is drawn from (seed, stage, epoch, row), so a resumed run meets the same examples.
public struct StagePlan: Sendable {
    /// A row in a view; the example is made when its step comes.
    public struct Reference: Sendable, Hashable {
        public var epoch: Int
        public var row: Int
        public var view: View
        /// Tells several uses of one view in one epoch apart.
        public var copy: Int
    }

    /// Uses of one view of one row in one epoch stay below this, so that each has random numbers of its own.
    static let mostCopies = 64

    /// How often each row takes part.
    public struct Share: Sendable, Hashable {
        /// Expected examples of each view, one epoch; the part after the point is a chance.
        public var views: [View: Double]

        public init(views: [View: Double]) {
            self.views = views
        }
    }

    /// The plan of a stage is in memory at once.
    static let mostExamples = 1 << 25

    /// Steps, each a list of micro-batches.
    public private(set) var steps: [[[Reference]]] = []

    /// - Parameters:
    ///   - shares: one for each row.
    ///   - epochs: passes over the rows when `stepLimit` is nil.
    ///   - stepLimit: stops, or goes on with further epochs, until there are so many steps.
    ///   - microBatchTokens: the most rows of a micro-batch, trunk and probes included.
    ///   - microBatchesPerStep: gradient accumulation.
    ///   - context: positions that the model has.
    /// - Throws: `TrainingError.exampleTooLong` and `.longerThanContext`; `.unsupported` when no row has any view.
    public init(
        rows: [TokenisedRow], shares: [Share], builder: ViewBuilder, packer: BatchPacker, seed: UInt64, stage: Int, epochs: Int,
        stepLimit: Int?, microBatchTokens: Int, microBatchesPerStep: Int, context: Int = .max
    ) throws {
        var pending: [[Reference]] = []
        var current: [Reference] = []
        var currentRows = packer.trunk.count
        var epoch = 0
        var planned = 0
        func isDone() -> Bool { stepLimit.map { steps.count >= $0 } ?? (epoch >= epochs) }
        while !isDone() {
            guard planned <= Self.mostExamples else {
                throw TrainingError.unsupported(
                    reason: "the stage would show more than \(Self.mostExamples) examples; lower its `epochs` or `steps`")
            }
            let references = Self.references(rows: rows, shares: shares, seed: seed, stage: stage, epoch: epoch)
            epoch += 1
            planned += references.count
            var isEmpty = true
            for reference in references {
                guard let item = Self.item(reference, rows: rows, builder: builder, seed: seed, stage: stage) else { continue }
                isEmpty = false
                if case .example(let example) = item, packer.trunk.count + example.tokens.count > context {
                    throw TrainingError.longerThanContext(
                        row: item.label, tokens: packer.trunk.count + example.tokens.count, context: context)
                }
                guard packer.trunk.count + item.rowCount <= microBatchTokens else {
                    throw TrainingError.exampleTooLong(
                        row: item.label, tokens: packer.trunk.count + item.rowCount, limit: microBatchTokens)
                }
                if currentRows + item.rowCount > microBatchTokens {
                    pending.append(current)
                    (current, currentRows) = ([], packer.trunk.count)
                    if pending.count == microBatchesPerStep {
                        steps.append(pending)
                        pending = []
                        if let stepLimit, steps.count >= stepLimit { return }
                    }
                }
                current.append(reference)
                currentRows += item.rowCount
            }
            guard !isEmpty else {
                throw TrainingError.unsupported(reason: "no row takes part in the stage; raise `views_per_row`")
            }
        }
        if !current.isEmpty { pending.append(current) }
        if !pending.isEmpty { steps.append(pending) }
    }

    /// The example a reference stands for, or the pair when it is a preference row's plain view.
    static func item(
        _ reference: Reference, rows: [TokenisedRow], builder: ViewBuilder, seed: UInt64, stage: Int
    ) -> BatchItem? {
        if reference.view == .plain, let pair = builder.pair(rows[reference.row], number: reference.row) { return .comparison(pair) }
        let view = View.allCases.firstIndex(of: reference.view) ?? 0
        var generator = SeededGenerator(
            seed: seed, stage, reference.epoch, reference.row, view * mostCopies + reference.copy)
        return builder.example(rows[reference.row], view: reference.view, generator: &generator).map(BatchItem.example)
    }

    static func references(
        rows: [TokenisedRow], shares: [Share], seed: UInt64, stage: Int, epoch: Int
    ) -> [Reference] {
        var references: [Reference] = []
        for (row, share) in shares.enumerated() {
            var generator = SeededGenerator(seed: seed, stage, epoch, row, -1)
            for view in View.allCases {
                let expected = share.views[view] ?? 0
                let whole = Int(expected)
                let count = whole + (generator.uniform() < expected - Double(whole) ? 1 : 0)
                for copy in 0..<count { references.append(Reference(epoch: epoch, row: row, view: view, copy: copy)) }
            }
        }
        var generator = SeededGenerator(seed: seed, stage, epoch, -1, -1)
        references.shuffle(using: &generator)
        return references
    }
}

extension SeededGenerator {
    /// A generator of its own for each place in a run: the numbers are mixed into the seed one after another.
    init(seed: UInt64, _ places: Int...) {
        var mixed = seed
        for place in places {
            var step = SeededGenerator(seed: mixed ^ UInt64(bitPattern: Int64(place)) &* 0x9E37_79B9_7F4A_7C15)
            mixed = step.next()
        }
        self.init(seed: mixed)
    }
}
