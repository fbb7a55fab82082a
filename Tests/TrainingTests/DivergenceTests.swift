import Testing
import Training

@Suite struct DivergenceTests {
    @Test func aLossThatIsNotANumberStopsTheRunAndNamesItsRows() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        let yaml = TinyPipeline.yaml().replacing("learning_rate: 0.01", with: "learning_rate: 1e30")
        #expect {
            try TinyPipeline.run(yaml, in: folder)
        } throws: { error in
            guard case TrainingError.diverged(let stage, let step, _, let rows)? = error as? TrainingError else { return false }
            return stage == "sft" && step > 0
                && rows.contains { $0.hasPrefix("birds-") || $0.hasPrefix("stones-") || $0.hasPrefix("general-") }
        }
    }
}
