import Foundation
import Provenance

/// Measures what a model's tags can do on held-out rows.
///
/// Five passes over the rows, each one batch of requests: free generation in debug mode, plain generation, the reference
/// answer read with probes, the row's own source switched off, and others switched off.
public struct Evaluation {
    /// How far an evaluation has come.
    public struct Progress: Sendable, Hashable {
        public var pass: String
        public var done: Int
        public var total: Int
    }

    /// Room for an answer to end in: the tag stands behind its last word, and one that is cut off never comes to it.
    public static let usualMaximumTokens = 256

    /// Tokens an answer may take.
    public var maximumTokens: Int
    /// Tokens that suffice to see whether an answer is a refusal.
    public var refusalTokens = 24
    /// Seed of the disabled sets.
    public var seed: UInt64
    /// How refusals are carried out.
    public var way: Rule.Way
    /// Names sources from training rows alone, to compare with; nil leaves baselines and overlap out.
    public var baselines: SourceBaselines?

    private let engine: any TraceEngine

    public init(
        engine: any TraceEngine, maximumTokens: Int = Evaluation.usualMaximumTokens, seed: UInt64 = 1, way: Rule.Way = .learned,
        baselines: SourceBaselines? = nil
    ) {
        self.engine = engine
        self.maximumTokens = maximumTokens
        self.seed = seed
        self.way = way
        self.baselines = baselines
    }

    /// Runs all passes.
    ///
    /// - Parameters:
    ///   - rows: held-out rows of known sources.
    ///   - utility: question sets that belong to no source, by name.
    ///   - onProgress: answering `.stop` ends the evaluation with nil.
    /// - Throws: when a request cannot be carried out, such as a row beyond the model's context.
    public func run(
        rows: [EvaluationRow], utility: [String: [EvaluationRow]], onProgress: (Progress) -> TraceControl
    ) throws -> EvaluationReport? {
        let start = ContinuousClock.now
        let total = rows.count * 5 + utility.values.reduce(0) { $0 + $1.count * 3 }
        var finished = 0
        // Of each trace only what the figures need is kept: a whole one holds a distribution a token.
        func pass<Kept>(_ name: String, _ requests: [TraceRequest], keep: (Trace) -> Kept) throws -> [Kept]? {
            var kept = [Kept?](repeating: nil, count: requests.count)
            var stopped = false
            // Alike lengths side by side keep the batch full; the answers do not depend on it.
            let order = requests.indices.sorted { requests[$0].prompt.utf8.count < requests[$1].prompt.utf8.count }
            try engine.traceAll(order.map { requests[$0] }) { index, trace in
                kept[order[index]] = keep(trace)
                finished += 1
                stopped = onProgress(Progress(pass: name, done: finished, total: total)) == .stop
                return stopped ? .stop : .more
            }
            let all = kept.compactMap(\.self)
            // An engine may end early of its own accord; a figure over part of the rows would mislead.
            return stopped || all.count < requests.count ? nil : all
        }

        let sets = disabledSets(rows)
        guard let named = try pass("tracing", rows.map { request($0, mode: .debug) }, keep: RowOutcome.named),
            let plain = try pass("plain answers", rows.map { request($0) }, keep: RowOutcome.Plain.init),
            let given = try pass("probes", rows.map { request($0, given: true) }, keep: RowOutcome.Given.init),
            let blocked = try pass(
                "refusals", zip(rows, sets).map { request($0, tokens: refusalTokens, refusing: $1.with) }, keep: \.refused),
            let spared = try pass(
                "spared", zip(rows, sets).map { request($0, tokens: refusalTokens, refusing: $1.without) }, keep: \.refused)
        else { return nil }

        let outcomes = rows.indices.map { index in
            RowOutcome(
                row: rows[index], named: named[index], plain: plain[index], given: given[index],
                refusedBlocked: isRefusable(rows[index].source) ? blocked[index] : nil,
                refusedSpared: sets[index].without.isEmpty ? nil : spared[index], guess: baselines?.guess(rows[index]))
        }
        var utilityFigures: [String: EvaluationReport.Utility] = [:]
        let everything = engine.manifest.sources.filter(\.refusable).map(\.name)
        for (name, questions) in utility.sorted(by: { $0.key < $1.key }) {
            guard let traced = try pass("\(name): tracing", questions.map { request($0, mode: .debug) }, keep: RowOutcome.named),
                let answers = try pass("\(name): answers", questions.map { request($0) }, keep: \.answer),
                let refused = try pass(
                    "\(name): all off", questions.map { request($0, tokens: refusalTokens, refusing: everything) }, keep: \.refused)
            else { return nil }
            utilityFigures[name] = EvaluationReport.Utility(
                taggedGeneral: Rate(traced.map { $0 == Source.generalName }),
                exactMatch: Rate(zip(answers, questions).map { TextOverlap.containsReference($0, reference: $1.answer) }),
                rougeLRecall: mean(zip(answers, questions).map { TextOverlap.rougeLRecall($0, reference: $1.answer) }),
                falseRefusal: Rate(refused), baselines: generalBaselines(questions))
        }
        let groups = Dictionary(grouping: outcomes, by: \.row.source)
        return EvaluationReport(
            model: engine.modelName, seed: seed, rows: rows.count, overall: figures(outcomes),
            sources: groups.mapValues(figures), confusion: groups.mapValues(confusion), utility: utilityFigures,
            seconds: (ContinuousClock.now - start).seconds, overlap: overlap(outcomes), trainingRows: baselines?.rowCounts)
    }

    // MARK: - Requests

    private func request(
        _ row: EvaluationRow, mode: TraceRequest.Mode = .plain, given: Bool = false, tokens: Int? = nil, refusing: [String] = []
    ) -> TraceRequest {
        TraceRequest(
            prompt: row.prompt, answer: given ? .given(row.answer) : .generated, mode: mode,
            rules: .refusing(refusing, way: way), settings: TraceSettings(maximumTokens: tokens ?? maximumTokens), probes: given)
    }

    private func isRefusable(_ source: String) -> Bool {
        engine.manifest.sources.contains { $0.name == source && $0.refusable }
    }

    /// For each row a random set of sources in random order that holds its own, and a random non-empty one that does not.
    private func disabledSets(_ rows: [EvaluationRow]) -> [(with: [String], without: [String])] {
        var generator = SplitMix64(state: seed)
        let refusable = engine.manifest.sources.filter(\.refusable).map(\.name)
        return rows.map { row in
            let others = refusable.filter { $0 != row.source }.shuffled(using: &generator)
            let extra = others.isEmpty ? 0 : Int.random(in: 0...others.count, using: &generator)
            let own = isRefusable(row.source) ? [row.source] : []
            let with = (own + others.prefix(extra)).shuffled(using: &generator)
            let without = others.isEmpty ? [] : Array(others.prefix(Int.random(in: 1...others.count, using: &generator)))
            return (with, without)
        }
    }

    // MARK: - Figures

    private func figures(_ outcomes: [RowOutcome]) -> EvaluationReport.Figures {
        let index = Dictionary(uniqueKeysWithValues: engine.manifest.sources.enumerated().map { ($1.name, $0) })
        func probes(_ share: Double) -> [(confidence: Float, right: Bool)] {
            outcomes.compactMap { outcome in
                guard let tags = outcome.given.tags[share], let main = tags.main else { return nil }
                return (tags.probabilities[main], main == index[outcome.row.source])
            }
        }
        let shares = [("0", 0.0), ("25", 0.25), ("50", 0.5), ("75", 0.75)]
        let every = RowOutcome.Given.shares.flatMap(probes)
        return EvaluationReport.Figures(
            tracingAccuracy: Rate(outcomes.map(\.isTracedRight)),
            probeAccuracy: Rate(probes(1).map(\.right)),
            probeAccuracyAfter: Dictionary(uniqueKeysWithValues: shares.map { ($0.0, Rate(probes($0.1).map(\.right))) }),
            calibration: Calibration(every),
            leak: Rate(outcomes.map(\.plain.leaks)),
            refusalHit: outcomes.contains { $0.refusedBlocked != nil } ? Rate(outcomes.compactMap(\.refusedBlocked)) : nil,
            falseRefusal: outcomes.contains { $0.refusedSpared != nil } ? Rate(outcomes.compactMap(\.refusedSpared)) : nil,
            rightAnswers: rightAnswers(outcomes), perplexity: perplexity(outcomes),
            rougeLRecall: mean(outcomes.map { TextOverlap.rougeLRecall($0.plain.answer, reference: $0.row.answer) }),
            baselines: baselines.map { _ in .init(outcomes.compactMap { outcome in outcome.guess.map { ($0, outcome.row.source) } }) })
    }

    private func rightAnswers(_ outcomes: [RowOutcome]) -> Rate? {
        let checked = outcomes.compactMap { outcome in outcome.row.check.map { $0.isRight(outcome.plain.answer) } }
        return checked.isEmpty ? nil : Rate(checked)
    }

    /// The figures of the rows whose nearest training prompt belongs to another source.
    private func overlap(_ outcomes: [RowOutcome]) -> EvaluationReport.Overlap? {
        guard baselines != nil else { return nil }
        let overlapping = outcomes.filter { $0.guess?.overlaps == true }
        return EvaluationReport.Overlap(
            rows: overlapping.count, overall: figures(overlapping),
            sources: Dictionary(grouping: overlapping, by: \.row.source).mapValues(figures))
    }

    /// What the baselines say of questions that no source taught; nil when no training row could teach them `GENERAL`.
    private func generalBaselines(_ questions: [EvaluationRow]) -> EvaluationReport.Baselines? {
        guard let baselines, baselines.rowCounts[Source.generalName] != nil else { return nil }
        return .init(questions.map { (baselines.guess($0), Source.generalName) })
    }

    private func confusion(_ outcomes: [RowOutcome]) -> [String: Int] {
        outcomes.reduce(into: [:]) { $0[$1.named, default: 0] += 1 }
    }

    private func perplexity(_ outcomes: [RowOutcome]) -> Double? {
        let count = outcomes.reduce(0) { $0 + $1.given.tokenCount }
        return count == 0 ? nil : exp(-outcomes.reduce(0) { $0 + $1.given.logprob } / Double(count))
    }

    private func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
}

/// What the passes gave for one row.
private struct RowOutcome {
    /// Of a plain answer.
    struct Plain {
        let answer: String
        /// Holds a control token or tag.
        let leaks: Bool

        init(_ trace: Trace) {
            answer = trace.answer
            leaks = !trace.producedTags.isEmpty
        }
    }

    /// Of the reference answer, read with probes.
    struct Given {
        /// The shares of the answer after which it is probed.
        static let shares = [0.0, 0.25, 0.5, 0.75, 1.0]

        let tokenCount: Int
        /// Of all tokens together, in nat.
        let logprob: Double
        /// The probe after each of `shares`.
        let tags: [Double: TagDistribution]

        init(_ trace: Trace) {
            let tokens = trace.tokens
            tokenCount = tokens.count
            logprob = tokens.reduce(0) { $0 + Double($1.logprob) }
            tags = Self.shares.reduce(into: [:]) { tags, share in
                let place = Int((share * Double(tokens.count)).rounded())
                tags[share] = place == 0 ? trace.initialTags : tokens[place - 1].tags
            }
        }
    }

    let row: EvaluationRow
    /// What the debug generation named, as `named(_:)` says it.
    let named: String
    let plain: Plain
    let given: Given
    /// Nil for a source that cannot be switched off.
    let refusedBlocked: Bool?
    /// Nil when there is no other source to switch off.
    let refusedSpared: Bool?
    /// What training rows alone say; nil without them.
    let guess: SourceBaselines.Guess?

    /// The authors' count: `<TAG><S>` and no other tag.
    var isTracedRight: Bool { named == row.source }

    /// The one source a debug generation named, `cut off` when it had not come to its end, `none`, or `several`.
    static func named(_ trace: Trace) -> String {
        guard let name = trace.namedSource else { return trace.stop == .length ? "cut off" : "none" }
        // `<TAG>` and the tag it announces: two tokens, no more.
        return trace.producedTags.count == 2 ? name : "several"
    }
}
