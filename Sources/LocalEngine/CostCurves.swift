import Compute
import LanguageModel
import Provenance

/// How cost grows: the time of a token over the context before it, of reading a given answer with probes over its length, and of judging
/// over the number of cases.
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

    public struct CasesPoint: Sendable, Hashable, Codable {
        public var cases: Int
        public var millisecondsPerCase: Double

        private enum CodingKeys: String, CodingKey {
            case cases
            case millisecondsPerCase = "ms_per_case"
        }
    }

    public struct Result: Sendable, Hashable, Codable {
        /// Decoding one token after `size` positions.
        public var decodeByContext: [Point]
        /// Decoding one token with provenance after `size` positions.
        public var tracedDecodeByContext: [Point]
        /// Reading a given answer of `size` tokens with provenance.
        public var givenByLength: [Point]
        /// Answering this many prompts with up to 32 tokens each, with provenance where the model has tags.
        public var judgingByCases: [CasesPoint]

        private enum CodingKeys: String, CodingKey {
            case decodeByContext = "decode_by_context"
            case tracedDecodeByContext = "decode_traced_by_context"
            case givenByLength = "trace_given_by_length"
            case judgingByCases = "judging_by_cases"
        }
    }

    private static let contexts = [128, 256, 512, 1_024, 2_048, 4_096, 8_192]
    private static let lengths = [16, 32, 64, 128, 256, 512]
    private static let caseCounts = [1, 2, 4, 8, 16, 32, 64]

    private let session: InferenceSession
    private let model: LoadedModel
    private let engine: LocalEngine

    /// - Parameter manifest: of the model's tags; without one, cases are judged without provenance.
    public init(model: LoadedModel, manifest: Manifest?, threads: Int? = nil, keyValueType: KeyValueType = .f32) throws {
        // Tags that are not the model's would only fail in the last curve.
        try manifest?.validate(for: model)
        self.model = model
        session = InferenceSession(
            model: model, pool: threads.map { ThreadPool(threadCount: $0) } ?? ThreadPool(), keyValueType: keyValueType)
        engine = try LocalEngine(
            checked: model, manifest: manifest ?? .numbered(from: model.vocabularySize, sources: []), modelName: "", threads: threads,
            keyValueType: keyValueType)
    }

    /// Points as far as the model's context reaches; medians of several runs.
    ///
    /// - Parameter onPoint: called with what is timed before it is.
    public func run(onPoint: (String) -> Void) throws -> Result {
        var result = Result(decodeByContext: [], tracedDecodeByContext: [], givenByLength: [], judgingByCases: [])
        try timeContexts(&result, onPoint)
        try timeGivenAnswers(&result, onPoint)
        for count in Self.caseCounts {
            onPoint("judge \(count) cases")
            let seconds = try judge(count)
            result.judgingByCases.append(CasesPoint(cases: count, millisecondsPerCase: seconds * 1e3 / Double(count)))
        }
        return result
    }

    private func timeContexts(_ result: inout Result, _ onPoint: (String) -> Void) throws {
        // Two prompts of their own, as an answer and its twin under `<DEBUG>` have: shared pages would be read from the cache.
        let (plain, twin) = (session.newSequence(), session.newSequence())
        defer { for sequence in [plain, twin] { session.release(sequence) } }
        for context in Self.contexts where context <= session.contextLimit {
            // Inside a page, where decoding mostly is: a new one is made once in so many tokens. It also leaves room to decode.
            let length = context - 8
            onPoint("decode after \(context)")
            let tokens = (session.length(of: plain)..<length).map { BenchmarkTokens.token($0, of: model) }
            for sequence in [plain, twin] { _ = try session.prefill(sequence, tokens: tokens, logits: .none) }
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
    }

    private func timeGivenAnswers(_ result: inout Result, _ onPoint: (String) -> Void) throws {
        let prompt = min(64, session.contextLimit / 2)
        let sequence = session.newSequence()
        defer { session.release(sequence) }
        _ = try session.prefill(sequence, tokens: (0..<prompt).map { BenchmarkTokens.token($0, of: model) }, logits: .none)
        for length in Self.lengths where prompt + length < session.contextLimit {
            onPoint("trace a given answer of \(length)")
            let seconds = try BenchmarkTokens.medianSeconds(runs: 5) {
                try BenchmarkTokens.readGiven(sequence, sequence, length: length, session: session)
                return { try session.truncate(sequence, to: prompt) }
            }
            result.givenByLength.append(Point(size: length, millisecondsPerToken: seconds * 1e3 / Double(length)))
        }
    }

    /// The time of answering `count` prompts, as the workbench judges its cases.
    private func judge(_ count: Int) throws -> Double {
        let requests = (0..<count).map { number in
            TraceRequest(
                prompt: "Case \(number): what comes after \(number * 37 % 101)?", settings: TraceSettings(maximumTokens: 32),
                probes: !engine.manifest.sources.isEmpty)
        }
        let start = ContinuousClock.now
        try engine.traceAll(requests) { _, _ in .more }
        return (ContinuousClock.now - start).seconds
    }
}
