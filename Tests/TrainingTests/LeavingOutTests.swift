import Testing
import Training

/// A pipeline without one of its sources.
@Suite struct LeavingOutTests {
    private func pipeline() throws -> TrainingPipeline {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        let yaml = TinyStages.yaml(sft: "steps: 6, sources: [BIRDS, STONES, GENERAL]", TinyStages.preference, TinyStages.reinforcement)
        return try TrainingPipeline(path: folder.write(yaml, to: "pipeline.yaml"))
    }

    @Test func theSourceIsGoneAndTheRestStays() throws {
        let whole = try pipeline()
        let rest = try whole.leavingOut("BIRDS", out: "elsewhere")
        #expect(rest.sources.map(\.name) == ["STONES", "TONE", "SUMS", "GENERAL"] && rest.out == "elsewhere")
        #expect(rest.stages.map(\.name) == whole.stages.map(\.name) && rest.stages[0].sources == ["STONES", "GENERAL"])
        #expect(rest.seed == whole.seed && rest.stages[1] == whole.stages[1])
    }

    @Test(arguments: [("TONE", ["sft", "sums"]), ("SUMS", ["sft", "tone"])])
    func aStageThatItAloneGaveWorkToIsGone(source: String, stages: [String]) throws {
        #expect(try pipeline().leavingOut(source, out: "").stages.map(\.name) == stages)
    }

    @Test func whatRemainsCanBeTrained() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        let whole = try TrainingPipeline(path: folder.write(TinyStages.yaml(TinyStages.reinforcement), to: "pipeline.yaml"))
        let run = try TrainingRun(pipeline: whole.leavingOut("STONES", out: folder.path("without")))
        #expect(try run.run { _ in .proceed }.stages.count == 2)
        #expect(run.manifest.sources.map(\.name) == ["BIRDS", "TONE", "SUMS", "GENERAL"])
    }

    @Test func namesThatCannotBeLeftOutAreTold() throws {
        let pipeline = try pipeline()
        #expect { try pipeline.leavingOut("BIRD", out: "") } throws: { "\($0)".contains("did you mean BIRDS?") }
        #expect { try pipeline.leavingOut("GENERAL", out: "") } throws: { "\($0)".contains("no traced source GENERAL") }
    }
}
