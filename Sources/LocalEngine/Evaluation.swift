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

    let engine: any TraceEngine

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
        rows: [EvaluationRow], utility: [String: [EvaluationRow]], onProgress: @escaping (Progress) -> TraceControl
    ) throws -> EvaluationReport? {
        let start = ContinuousClock.now
        let passes = EvaluationPasses(
            engine: engine, total: rows.count * 5 + utility.values.reduce(0) { $0 + $1.count * 3 }, onProgress: onProgress)
        let sets = disabledSets(rows)
        guard let named = try passes.run("tracing", rows.map { request($0, mode: .debug) }, keep: RowOutcome.named),
            let plain = try passes.run("plain answers", rows.map { request($0) }, keep: RowOutcome.Plain.init),
            let given = try passes.run("probes", rows.map { request($0, given: true) }, keep: RowOutcome.Given.init),
            let blocked = try passes.run(
                "refusals", zip(rows, sets).map { request($0, tokens: refusalTokens, refusing: $1.with) }, keep: \.refused),
            let spared = try passes.run(
                "spared", zip(rows, sets).map { request($0, tokens: refusalTokens, refusing: $1.without) }, keep: \.refused)
        else { return nil }

        let outcomes = rows.indices.map { index in
            RowOutcome(
                row: rows[index], named: named[index], plain: plain[index], given: given[index],
                refusedBlocked: isRefusable(rows[index].source) ? blocked[index] : nil,
                refusedSpared: sets[index].without.isEmpty ? nil : spared[index], guess: baselines?.guess(rows[index]))
        }
        var utilityFigures: [String: EvaluationReport.Utility] = [:]
        var results = outcomes.map(result)
        for (name, questions) in utility.sorted(by: { $0.key < $1.key }) {
            guard let traced = try passes.run("\(name): tracing", questions.map { request($0, mode: .debug) }, keep: RowOutcome.named),
                let plain = try passes.run("\(name): answers", questions.map { request($0) }, keep: RowOutcome.Plain.init),
                let refused = try passes.run(
                    "\(name): all off", questions.map { request($0, tokens: refusalTokens, refusing: everything) }, keep: \.refused)
            else { return nil }
            let answers = plain.map(\.answer)
            results += questions.indices.map { index in
                EvaluationReport.RowResult(
                    source: name, prompt: questions[index].prompt, named: traced[index], answer: answers[index],
                    leaks: plain[index].leaks, refusedBlocked: nil, refusedSpared: refused[index], probes: [])
            }
            utilityFigures[name] = EvaluationReport.Utility(
                taggedGeneral: Rate(traced.map { $0 == Source.generalName }),
                exactMatch: Rate(zip(answers, questions).map { TextOverlap.containsReference($0, reference: $1.answer) }),
                rougeLRecall: mean(zip(answers, questions).map { TextOverlap.rougeLRecall($0, reference: $1.answer) }),
                falseRefusal: Rate(refused), baselines: generalBaselines(questions))
        }
        let groups = Dictionary(grouping: outcomes, by: \.row.source)
        var report = EvaluationReport(
            model: engine.modelName, seed: seed, rows: rows.count, overall: figures(outcomes),
            sources: groups.mapValues(figures), confusion: groups.mapValues(confusion), utility: utilityFigures,
            seconds: (ContinuousClock.now - start).seconds, overlap: overlap(outcomes), trainingRows: baselines?.rowCounts)
        let wordings = Dictionary(grouping: outcomes, by: \.row.wording).compactMap { kind, rows in
            kind.map { ($0.rawValue, figures(rows)) }
        }
        report.wordings = wordings.isEmpty ? nil : Dictionary(uniqueKeysWithValues: wordings)
        report.results = results
        return report
    }

    private func result(_ outcome: RowOutcome) -> EvaluationReport.RowResult {
        let index = engine.manifest.sources.firstIndex { $0.name == outcome.row.source }
        return EvaluationReport.RowResult(
            source: outcome.row.source, prompt: outcome.row.prompt, named: outcome.named, answer: outcome.plain.answer,
            leaks: outcome.plain.leaks, refusedBlocked: outcome.refusedBlocked, refusedSpared: outcome.refusedSpared,
            probes: RowOutcome.Given.shares.compactMap { share in
                guard let index, let tags = outcome.given.tags[share], tags.probabilities.indices.contains(index) else { return nil }
                return tags.probabilities[index]
            })
    }

    // MARK: - Requests

    /// - Parameter probed: nil for those of given answers alone.
    func request(
        _ row: EvaluationRow, mode: TraceRequest.Mode = .plain, given: Bool = false, tokens: Int? = nil, refusing: [String] = [],
        probed: Bool? = nil
    ) -> TraceRequest {
        TraceRequest(
            prompt: row.prompt, answer: given ? .given(row.answer) : .generated, mode: mode,
            rules: .refusing(refusing, way: way), settings: TraceSettings(maximumTokens: tokens ?? maximumTokens), probes: probed ?? given)
    }

    /// Every source that can be switched off.
    var everything: [String] { engine.manifest.sources.filter(\.refusable).map(\.name) }

    func isRefusable(_ source: String) -> Bool {
        engine.manifest.sources.contains { $0.name == source && $0.refusable }
    }

    /// For each row a random set of sources in random order that holds its own, and a random non-empty one that does not.
    func disabledSets(_ rows: [EvaluationRow]) -> [(with: [String], without: [String])] {
        var generator = SplitMix64(state: seed)
        return rows.map { row in
            let others = everything.filter { $0 != row.source }.shuffled(using: &generator)
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
            rightAnswers: rightAnswers(outcomes), perplexity: perplexity(outcomes.map(\.given)),
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

    /// Of the reference answers' tokens.
    func perplexity(_ answers: [RowOutcome.Given]) -> Double? {
        let count = answers.reduce(0) { $0 + $1.tokenCount }
        return count == 0 ? nil : exp(-answers.reduce(0) { $0 + $1.logprob } / Double(count))
    }

    func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
}
