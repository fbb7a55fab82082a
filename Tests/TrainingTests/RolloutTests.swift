import Compute
import Foundation
import Testing
import Training

/// Sampled answers come from the weights as they stand, and each is its own.
@Suite struct RolloutTests {
    private static let bases = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/language-model").path

    private func trained(_ base: String?, in folder: TemporaryFolder) throws -> TrainingRun {
        try TinyStages.writeRows(folder)
        var yaml = TinyStages.yaml(sft: "steps: 20", TinyStages.reinforcement)
        if let base { yaml = yaml.replacing(#/scratch: .*/#, with: "base: \(Self.bases)/\(base)") }
        let run = try TrainingRun(pipeline: TrainingPipeline(path: folder.write(yaml, to: "pipeline.yaml")))
        _ = try run.run { _ in .proceed }
        return run
    }

    @Test(arguments: [nil, "untied", "tied.gguf"] as [String?]) func theEngineSamplesWhatTheTrainerWouldSay(base: String?) throws {
        let folder = try TemporaryFolder()
        let run = try trained(base, in: folder)
        let prompt: [Int32] = [40, 41, 42, 43]
        // Nearly greedy: each token is the trainer's likeliest, or as likely within roundings.
        let answer = try run.sampleAnswers([(prompt, [1])], maximumTokens: 6, temperature: 1e-4)[0][0]
        let pool = ThreadPool(threadCount: 1)
        defer { pool.shutDown() }
        let candidates = (0..<run.model.vocabularySize).map { Int32($0) }
        var said: [Int32] = []
        for token in answer {
            var batch = PackedBatch()
            batch.append(
                Comparison(label: "", number: 0, prompt: prompt + said, answers: candidates.map { [$0] }), parent: nil)
            let found = TrainingPass(model: run.model, capacity: batch.rowCount, pool: pool).logProbabilities(batch)
            #expect(try #require(found.max()) - found[Int(token)] < 1e-3, "token \(said.count)")
            said.append(token)
        }
        #expect(!answer.isEmpty && answer.count <= 6)
    }

    @Test func anAnswerDependsOnItsPromptAndSeedAlone() throws {
        let folder = try TemporaryFolder()
        let run = try trained(nil, in: folder)
        let (one, other): ([Int32], [Int32]) = ([40, 41, 42], [50, 51])
        let together = try run.sampleAnswers([(one, [1, 2, 3]), (other, [4, 5])], maximumTokens: 12, temperature: 1)
        #expect(try run.sampleAnswers([(one, [2])], maximumTokens: 12, temperature: 1)[0][0] == together[0][1])
        #expect(try run.sampleAnswers([(other, [5, 4])], maximumTokens: 12, temperature: 1)[0] == [together[1][1], together[1][0]])
        #expect(Set(together.joined()).count > 1)
    }
}
