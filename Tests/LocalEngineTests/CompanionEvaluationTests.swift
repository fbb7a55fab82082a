import LocalEngine
import Provenance
import Testing

/// The same rows and questions, put to the model and to what stands beside it.
struct CompanionEvaluationTests {
    private let rows = [
        EvaluationRow(source: "LORE", prompt: "where is the river", answer: "in the hills"),
        EvaluationRow(source: "MYTHS", prompt: "does salt boil fast", answer: "yes"),
        EvaluationRow(source: "GENERAL", prompt: "hello", answer: "hello to you"),
    ]

    private func companion(_ engine: LocalEngine) throws -> EvaluationReport.Companion {
        let evaluation = Evaluation(engine: engine, maximumTokens: 6)
        return try #require(try evaluation.companion(name: "other", rows: rows, utility: ["U": [rows[0]]]) { _ in .more })
    }

    @Test func aModelBesideItselfHasItsOwnFigures() throws {
        let engine = try TinyEngine.engine()
        let report = try #require(
            try Evaluation(engine: engine, maximumTokens: 6).run(rows: rows, utility: ["U": [rows[0]]]) { _ in .more })
        let found = try companion(engine)
        let own = EvaluationReport.Companion(report, name: "other", refusalForm: .tagFirst)
        #expect(found.figures.perplexity == own.figures.perplexity && found.figures.rougeLRecall == own.figures.rougeLRecall)
        #expect(found.figures.refusalHit == own.figures.refusalHit && found.figures.falseRefusal == own.figures.falseRefusal)
        #expect(found.figures.leak == own.figures.leak && found.utility == own.utility && found.refusalForm == own.refusalForm)
    }

    @Test func aBaseWithoutTagsHasItsAnswersAlone() throws {
        let found = try companion(LocalEngine.openUntagged(modelPath: TinyEngine.folder, chat: nil, threads: 2))
        #expect(found.figures.perplexity != nil && found.utility["U"]?.exactMatch.count == 1)
        #expect(found.refusalForm == nil && found.figures.refusalHit == nil && found.utility["U"]?.falseRefusal == nil)
    }

    @Test func askedToStopItHasNoFigures() throws {
        let evaluation = Evaluation(engine: try TinyEngine.engine(), maximumTokens: 6)
        #expect(try evaluation.companion(name: "other", rows: rows, utility: [:]) { _ in .stop } == nil)
        #expect(try evaluation.tracing(rows: rows) { _ in .stop } == nil)
    }

    @Test func aStagesTracingIsThatOfTheWholeEvaluation() throws {
        let evaluation = Evaluation(engine: try TinyEngine.engine(), maximumTokens: 6)
        let report = try #require(try evaluation.run(rows: rows, utility: [:]) { _ in .more })
        let tracing = try #require(try evaluation.tracing(rows: rows) { _ in .more })
        #expect(tracing == report.sources.compactMapValues(\.tracingAccuracy))
    }
}
