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

    @Test func aLossBeyondAnyWholeNumberIsWritten() {
        let grown = TrainingError.diverged(stage: "sft", step: 3, loss: 1e20, rows: ["birds-1"])
        #expect("\(grown)".contains("the loss has grown to 1e+20"), "\(grown)")
        let lost = TrainingError.diverged(stage: "sft", step: 3, loss: .nan, rows: ["birds-1"])
        #expect("\(lost)".contains("is not a number"), "\(lost)")
    }
}
