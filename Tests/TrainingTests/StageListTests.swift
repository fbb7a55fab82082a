import Foundation
import Provenance
import Testing
import Training

/// The list of stages that a run leaves beside its result.
@Suite struct StageListTests {
    private func list(_ folder: TemporaryFolder) throws -> StageList {
        try JSONDecoder().decode(StageList.self, from: Data(contentsOf: folder.url.appendingPathComponent("out/stages.json")))
    }

    @Test func itNamesEveryStageAndItsFolder() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        _ = try TinyPipeline.run(
            TinyStages.yaml(sft: "steps: 2", TinyStages.preference.replacing("steps: 6", with: "steps: 2")), in: folder)
        let list = try list(folder)
        #expect(list.stages.map(\.name) == ["sft", "tone"])
        #expect(list.stages[0].sources == ["BIRDS", "STONES", "GENERAL"])
        for stage in list.stages {
            let manifest = stage.path(in: folder.path("out")) + "/provenance.json"
            #expect(FileManager.default.fileExists(atPath: manifest), "\(manifest)")
        }
    }

    @Test func aStageThatIsYetToComeIsNotInIt() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        let yaml = TinyStages.yaml(sft: "steps: 2", TinyStages.preference)
        let run = try TrainingRun(pipeline: TrainingPipeline(path: folder.write(yaml, to: "pipeline.yaml")))
        _ = try run.run(stage: "sft") { _ in .proceed }
        #expect(try list(folder).stages.map(\.folder) == ["stages/sft"])
    }
}
