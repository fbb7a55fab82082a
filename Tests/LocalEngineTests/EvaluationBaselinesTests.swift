import LocalEngine
import Provenance
import Testing

/// Baselines and overlap beside a model whose own figures mean nothing.
struct EvaluationBaselinesTests {
    private let rows = [
        EvaluationRow(source: "LORE", prompt: "where is the river", answer: "in the hills"),
        EvaluationRow(source: "LORE", prompt: "does salt boil", answer: "no"),
        EvaluationRow(source: "MYTHS", prompt: "does salt boil fast", answer: "yes"),
    ]
    private let training = [
        EvaluationRow(source: "LORE", prompt: "where does the river spring", answer: "in the hills"),
        EvaluationRow(source: "MYTHS", prompt: "does salt make water boil", answer: "yes"),
    ]

    private func report(_ baselines: SourceBaselines?) throws -> EvaluationReport {
        let evaluation = Evaluation(engine: try TinyEngine.engine(), maximumTokens: 4, baselines: baselines)
        return try #require(try evaluation.run(rows: rows, utility: ["U": [rows[0]]]) { _ in .more })
    }

    @Test func theyStandBesideTheModelsFigures() throws {
        let report = try report(SourceBaselines(training: training))
        #expect(report.overall.baselines?.bm25.hits == 2 && report.overall.baselines?.bm25.count == 3)
        #expect(report.sources["LORE"]?.baselines?.bm25.hits == 1)
        #expect(report.sources["MYTHS"]?.baselines?.bagOfWordsPrompt.hits == 1)
        #expect(report.trainingRows == ["LORE": 1, "MYTHS": 1])
        #expect(report.utility["U"]?.baselines == nil)
    }

    @Test func overlappingRowsHaveFiguresOfTheirOwn() throws {
        let overlap = try #require(try report(SourceBaselines(training: training)).overlap)
        #expect(overlap.rows == 1)
        #expect(overlap.overall.tracingAccuracy?.count == 1)
        #expect(overlap.sources.keys.sorted() == ["LORE"])
        #expect(overlap.sources["LORE"]?.baselines?.bm25.hits == 0)
    }

    @Test func theyChangeNoOtherFigure() throws {
        var with = try report(SourceBaselines(training: training))
        let without = try report(nil)
        #expect(without.overlap == nil && without.trainingRows == nil && without.overall.baselines == nil)
        with.overall.baselines = nil
        #expect(with.overall == without.overall)
        #expect(with.confusion == without.confusion)
    }

    @Test func generalRowsLetThemJudgeQuestionsOfNoSource() throws {
        let general = EvaluationRow(source: "GENERAL", prompt: "where is the river now", answer: "there")
        let report = try report(SourceBaselines(training: training + [general]))
        #expect(report.utility["U"]?.baselines?.bm25.hits == 1)
    }
}
