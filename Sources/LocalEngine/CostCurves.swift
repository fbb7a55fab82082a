import Compute
import LanguageModel

/// How cost grows: the time of a token over the context before it, and of reading a given answer with probes over its length.
public struct CostCurves {
    public struct Point: Sendable, Hashable, Codable {
        /// Positions of context, or tokens of the answer.
        public var size: Int
        public var millisecondsPerToken: Double

        private enum CodingKeys: String, CodingKey {
            case size
            case millisecondsPerToken = "ms_per_token"
        }
    }

    public struct Result: Sendable, Hashable, Codable {
        /// Decoding one token after `size` positions.
        public var decodeByContext: [Point]
        /// Decoding one token with provenance after `size` positions.
        public var tracedDecodeByContext: [Point]
        /// Reading a given answer of `size` tokens with provenance.
        public var givenByLength: [Point]

        private enum CodingKeys: String, CodingKey {
            case decodeByContext = "decode_by_context"
            case tracedDecodeByContext = "decode_traced_by_context"
            case givenByLength = "trace_given_by_length"
        }
    }

    private static let contexts = [128, 256, 512, 1_024, 2_048, 4_096, 8_192]
    private static let lengths = [16, 32, 64, 128, 256, 512]

    private let session: InferenceSession
    private let model: LoadedModel

    public init(model: LoadedModel, threads: Int? = nil) {
        self.model = model
        session = InferenceSession(model: model, pool: threads.map { ThreadPool(threadCount: $0) } ?? ThreadPool())
    }

    /// Points as far as the model's context reaches; medians of several runs.
    ///
    /// - Parameter onPoint: called with what is timed before it is.
    public func run(onPoint: (String) -> Void) throws -> Result {
        var result = Result(decodeByContext: [], tracedDecodeByContext: [], givenByLength: [])
        let plain = session.newSequence()
        let twin = session.newSequence()
        defer {
            session.release(plain)
            session.release(twin)
        }
        // The last point stands a few positions before the end of the context, so that there is room to decode.
        for context in Self.contexts where context <= session.contextLimit {
            let length = min(context, session.contextLimit - 4)
            onPoint("decode after \(context)")
            for sequence in [plain, twin] {
                let tokens = (session.length(of: sequence)..<length).map { BenchmarkTokens.token($0, of: model) }
                _ = try session.prefill(sequence, tokens: tokens, logits: .none)
            }
            func milliseconds(_ rows: [StepRow]) throws -> Double {
                try 1e3
                    * BenchmarkTokens.medianSeconds(runs: 15) {
                        _ = try session.step(rows)
                        return { for sequence in [plain, twin] { try session.truncate(sequence, to: length) } }
                    }
            }
            let traced = BenchmarkTokens.tracedRows(plain, twin, tokens: length..<length + 1, session: session)
            result.decodeByContext.append(Point(size: context, millisecondsPerToken: try milliseconds([traced[0]])))
            result.tracedDecodeByContext.append(Point(size: context, millisecondsPerToken: try milliseconds(traced)))
        }
        let prompt = min(64, session.contextLimit / 2)
        for sequence in [plain, twin] { try session.truncate(sequence, to: prompt) }
        for length in Self.lengths where prompt + length < session.contextLimit {
            onPoint("trace a given answer of \(length)")
            let seconds = try BenchmarkTokens.medianSeconds(runs: 5) {
                try BenchmarkTokens.readGiven(plain, twin, length: length, session: session)
                return { for sequence in [plain, twin] { try session.truncate(sequence, to: prompt) } }
            }
            result.givenByLength.append(Point(size: length, millisecondsPerToken: seconds * 1e3 / Double(length)))
        }
        return result
    }
}
