import Compute
import LanguageModel

/// Times one pass of 1, 2, 3 ... rows through the whole model: where reading the weights ends and computing begins.
public struct RowCountBenchmark {
    public struct Line: Sendable, Hashable, Codable {
        /// Tokens of one sequence that go through the model in one step.
        public var rows: Int
        public var tokensPerSecond: Double
        /// Weights as they lie in memory, read once a step.
        public var gigabytesPerSecond: Double
        /// A multiplication and an addition for each weight and row; attention is not counted.
        public var gigaflopsPerSecond: Double

        private enum CodingKeys: String, CodingKey {
            case rows
            case tokensPerSecond = "tok_s"
            case gigabytesPerSecond = "gb_s"
            case gigaflopsPerSecond = "gflop_s"
        }
    }

    public static let rowCounts = [1, 2, 3, 4, 8, 16, 64, 512]

    private let session: InferenceSession
    private let model: LoadedModel

    public init(model: LoadedModel, threads: Int? = nil, keyValueType: KeyValueType = .f32) {
        self.model = model
        session = InferenceSession(
            model: model, pool: threads.map { ThreadPool(threadCount: $0) } ?? ThreadPool(), keyValueType: keyValueType)
    }

    /// One line for each row count that the context has room for; the median of several steps, each after the same 64 positions.
    ///
    /// - Parameter onRows: called with a row count before it is timed.
    public func run(onRows: (Int) -> Void) throws -> [Line] {
        let before = min(64, session.contextLimit / 2)
        let sequence = session.newSequence()
        defer { session.release(sequence) }
        let tokens = (0..<before).map { BenchmarkTokens.token($0, of: model) }
        _ = try session.prefill(sequence, tokens: tokens, logits: .none)
        return try Self.rowCounts.filter { before + $0 <= session.contextLimit }.map { rows in
            onRows(rows)
            let step = (0..<rows).map { row in
                StepRow(
                    sequence: sequence, token: BenchmarkTokens.token(before + row, of: model), logits: row == rows - 1 ? .all : .none)
            }
            // Small steps are short, so there are more of them.
            let seconds = try BenchmarkTokens.medianSeconds(runs: max(5, 60 / rows)) {
                _ = try session.step(step)
                return { try session.truncate(sequence, to: before) }
            }
            let work = session.work
            return Line(
                rows: rows, tokensPerSecond: Double(rows) / seconds, gigabytesPerSecond: Double(work.bytes) / seconds / 1e9,
                gigaflopsPerSecond: 2 * Double(work.layerWeights * rows + work.headWeights) / seconds / 1e9)
        }
    }
}
