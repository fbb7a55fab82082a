import Foundation
import Testing
import Training

/// What later stages show of the earlier ones' sources.
@Suite struct ReplayTests {
    private func run(_ replay: String, out: String, in folder: TemporaryFolder) throws -> (weights: Data, tokens: Int) {
        let stage = "  - {name: tone, kind: preference, batch_tokens: 256, learning_rate: 0.01, \(replay)}"
        let report = try TinyPipeline.run(TinyStages.yaml(out: out, stage), in: folder).report
        let weights = try Data(contentsOf: folder.url.appendingPathComponent("\(out)/model.safetensors"))
        return (weights, report.stages[1].tokens)
    }

    @Test func aNumberIsThatOfTracedViews() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        let number = try run("replay: 1", out: "number", in: folder)
        #expect(try run("replay: {traced: 1}", out: "views", in: folder).weights == number.weights)
    }

    @Test func viewsAreAddedToOneAnother() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        let none = try run("replay: 0", out: "none", in: folder).tokens
        let traced = try run("replay: {traced: 1}", out: "traced", in: folder).tokens
        let all = try run("replay: {plain: 1, traced: 1, refused: 1, spared: 1}", out: "all", in: folder).tokens
        #expect(none < traced && traced < all, "\(none), \(traced), \(all)")
    }

    @Test func aViewThatIsNotKnownNamesTheNearest() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        #expect {
            try run("replay: {trased: 1}", out: "out", in: folder)
        } throws: {
            "\($0)".contains("`replay` has the unknown key `trased`; did you mean `traced`?")
        }
    }

    /// The fine-tune that a model with tags is compared with.
    @Test func aPlainFineTuneShowsPlainViewsAlone() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        let views = "views_per_row: {plain: 1}, own_views: 0, probes: 0"
        let yaml = TinyStages.yaml(
            sft: "epochs: 1, \(views)", "  - {name: tone, kind: preference, batch_tokens: 256, \(views), replay: {plain: 0.3}}",
            "  - {name: sums, kind: rl, debug_share: 0, max_tokens: 6, \(views), replay: {plain: 0.3}}")
        let pipeline = try TrainingPipeline(path: folder.write(yaml, to: "pipeline.yaml"))
        let shares = pipeline.stages.flatMap { [$0.viewsPerRow, $0.generalViewsPerRow, $0.replay] }
        #expect(shares.allSatisfy { $0.allSatisfy { $0.key == .plain || $0.value == 0 } })
        #expect(pipeline.stages.allSatisfy { $0.ownViews == 0 } && pipeline.stages[2].reinforcement?.debugShare == 0)
        let report = try TinyPipeline.run(yaml, in: folder).report
        let figures = report.stages[2].figures.map(\.name)
        #expect(report.stages.allSatisfy { $0.tokens > 0 } && !figures.contains("traced") && figures.contains("leak"), "\(figures)")
    }
}
