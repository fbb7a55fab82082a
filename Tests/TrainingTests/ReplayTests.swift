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
        func tokens(_ views: String, debugShare: Double, out: String) throws -> [Int] {
            let yaml = TinyStages.yaml(
                out: out, sft: "epochs: 1, \(views)", "  - {name: tone, kind: preference, batch_tokens: 256, \(views)}",
                "  - {name: sums, kind: rl, debug_share: \(debugShare), max_tokens: 6, \(views)}")
            return try TinyPipeline.run(yaml, in: folder).report.stages.map(\.tokens)
        }
        let plain = try tokens("views_per_row: {plain: 1}, replay: {plain: 0.5}", debugShare: 0, out: "plain")
        let tagged = try tokens("replay: {plain: 0.5, traced: 0.5}", debugShare: 0.5, out: "tagged")
        #expect(plain.count == 3 && zip(plain, tagged).allSatisfy { 0 < $0 && $0 < $1 }, "\(plain) \(tagged)")
    }
}
