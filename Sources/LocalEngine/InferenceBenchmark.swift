import Compute
import LanguageModel

/// Times the engine's basic jobs on one model.
public struct InferenceBenchmark {
    public struct Result: Sendable, Hashable, Codable {
        public var prefillTokensPerSecond: Double
        /// Tokens that were prefilled: 512, or what the context leaves.
        public var prefillTokens: Int
        public var decodeTokensPerSecond: Double
        /// With a probe after every token: the answer's row, its twin's, and the twin's `<TAG>` row in one pass.
        public var tracedDecodeTokensPerSecond: Double
        /// A given answer read in debug mode with a probe after each token, per answer token.
        public var givenTokensPerSecond: Double
        /// As above, with the log-probabilities under the plain prompt: the answer is read twice.
        public var givenBesidePlainTokensPerSecond: Double
        /// The same answer's tokens through prefill alone, per token: what reading it costs without provenance.
        public var givenPrefillTokensPerSecond: Double
        public var loadSeconds: Double
        public var peakResidentMegabytes: Double

        private enum CodingKeys: String, CodingKey {
            case prefillTokensPerSecond = "prefill_tok_s"
            case prefillTokens = "prefill_tokens"
            case decodeTokensPerSecond = "decode_tok_s"
            case tracedDecodeTokensPerSecond = "decode_traced_tok_s"
            case givenTokensPerSecond = "trace_given_tok_s"
            case givenBesidePlainTokensPerSecond = "trace_given_beside_plain_tok_s"
            case givenPrefillTokensPerSecond = "prefill_given_tok_s"
            case loadSeconds = "load_s"
            case peakResidentMegabytes = "peak_rss_mb"
        }
    }

    /// Runs of each job; the median counts.
    public static let runs = 5

    private let session: InferenceSession
    private let model: LoadedModel

    public init(model: LoadedModel, threads: Int? = nil, keyValueType: KeyValueType = .f32) {
        self.model = model
        session = InferenceSession(
            model: model, pool: threads.map { ThreadPool(threadCount: $0) } ?? ThreadPool(), keyValueType: keyValueType)
    }

    /// - Parameter onJob: called with a job's name before it starts.
    public func run(loadSeconds: Double, prompt: Int = 512, answer: Int = 128, onJob: (String) -> Void) throws -> Result {
        let context = session.contextLimit
        let prompt = max(1, min(prompt, context - answer - 8))
        onJob("prefill \(prompt)")
        let prefill = try rate(prompt) { session.release(try fresh(prompt)) }
        onJob("decode \(answer)")
        let decode = try rate(answer, prepare: { [try fresh(64)] }) { sequences in
            for index in 0..<answer {
                _ = try session.step([StepRow(sequence: sequences[0], token: BenchmarkTokens.token(index, of: model), logits: .all)])
            }
        }
        onJob("decode with provenance \(answer)")
        let traced = try rate(answer, prepare: { [try fresh(64), try fresh(65)] }) { sequences in
            for index in 0..<answer {
                _ = try session.step(
                    BenchmarkTokens.tracedRows(sequences[0], sequences[1], tokens: index..<index + 1, session: session))
            }
        }
        onJob("trace a given answer of \(answer)")
        let given = try rate(answer, prepare: { [try fresh(65)] }) { sequences in
            try BenchmarkTokens.readGiven(sequences[0], sequences[0], length: answer, session: session)
        }
        onJob("trace it beside the plain prompt")
        let besidePlain = try rate(answer, prepare: { [try fresh(64), try fresh(65)] }) { sequences in
            try BenchmarkTokens.readGiven(sequences[0], sequences[1], length: answer, session: session)
        }
        onJob("prefill the same answer")
        let givenPrefill = try rate(answer, prepare: { [try fresh(64)] }) { sequences in
            _ = try session.prefill(sequences[0], tokens: (0..<answer).map { BenchmarkTokens.token($0, of: model) }, logits: .all)
        }
        return Result(
            prefillTokensPerSecond: prefill, prefillTokens: prompt, decodeTokensPerSecond: decode, tracedDecodeTokensPerSecond: traced,
            givenTokensPerSecond: given, givenBesidePlainTokensPerSecond: besidePlain, givenPrefillTokensPerSecond: givenPrefill,
            loadSeconds: loadSeconds,
            peakResidentMegabytes: Double(ProcessMemory.peakResidentBytes ?? 0) / 1_048_576)
    }

    private func fresh(_ length: Int) throws -> SequenceID {
        let sequence = session.newSequence()
        _ = try session.prefill(sequence, tokens: (0..<length).map { BenchmarkTokens.token($0, of: model) }, logits: .all)
        return sequence
    }

    /// The median rate over the runs, in tokens a second.
    private func rate(_ tokens: Int, prepare: () throws -> [SequenceID] = { [] }, _ job: ([SequenceID]) throws -> Void) throws -> Double {
        var rates: [Double] = []
        for _ in 0..<Self.runs {
            let sequences = try prepare()
            let start = ContinuousClock.now
            try job(sequences)
            rates.append(Double(tokens) / (ContinuousClock.now - start).seconds)
            for sequence in sequences { session.release(sequence) }
        }
        return rates.sorted()[Self.runs / 2]
    }

    private func rate(_ tokens: Int, _ job: () throws -> Void) throws -> Double {
        try rate(tokens, prepare: { [] }) { _ in try job() }
    }
}
