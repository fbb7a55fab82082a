import Foundation
import ModelFormats
import Testing
import Training

/// A training that goes on from a saved adapter.
@Suite struct ContinuedAdapterTests {
    /// Two sources and `GENERAL`, trained into `first`.
    private func trained() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        _ = try TinyPipeline.run(TinyPipeline.lowRankYAML(out: "first"), in: folder)
        return folder
    }

    /// The rows of the added tokens by their text.
    private func rows(_ folder: TemporaryFolder, _ name: String) throws -> [String: [Float]] {
        let adapter = try AdapterFolder(path: folder.path(name))
        let ids = try JSONObject(path: "\(folder.path(name))/added_tokens.json")
        let texts = Dictionary(uniqueKeysWithValues: try ids.keys.map { (try ids.int($0), $0) })
        let tokens = try #require(adapter.inputRows)
        let values = try tokens.rows.floats()
        let width = values.count / tokens.ids.count
        return Dictionary(
            uniqueKeysWithValues: try tokens.ids.enumerated().map { row, id in
                let text = try #require(texts[id])
                return (text, Array(values[row * width..<(row + 1) * width]))
            })
    }

    @Test func rowsAreFoundByTheirTagWhenSourcesMoveAndJoin() throws {
        let folder = try trained()
        // A step of no length: what is saved is what was taken over.
        let yaml = TinyPipeline.lowRankYAML(out: "second").replacing("learning_rate: 0.01", with: "learning_rate: 0")
            .replacing("out: second", with: "out: second\nadapter: first")
            .replacing(
                "  - {name: BIRDS",
                with:
                    "  - {name: FISH, stage: sft, file: stones.jsonl}\n  - {name: STONES, stage: sft, file: stones.jsonl}\n  - {name: BIRDS"
            )
            .replacing("  - {name: STONES, stage: sft, file: stones.jsonl}\ngeneral", with: "general")
        _ = try TinyPipeline.run(yaml, in: folder)
        let (first, second) = (try rows(folder, "first"), try rows(folder, "second"))
        #expect(second.count == first.count + 1)
        for (text, values) in first { #expect(second[text] == values, "\(text)") }
        #expect(second["<FISH>"]?.contains { $0 != 0 } == true)
    }

    @Test func aSourceLeftOutIsNamed() throws {
        let folder = try trained()
        let yaml = TinyPipeline.lowRankYAML(out: "second").replacing("out: second", with: "out: second\nadapter: first")
            .replacing("  - {name: STONES, stage: sft, file: stones.jsonl}\n", with: "")
        #expect(throws: TrainingError.self) { try TinyPipeline.run(yaml, in: folder) }
        do { _ = try TinyPipeline.run(yaml, in: folder) } catch { #expect("\(error)".contains("<STONES>"), "\(error)") }
    }

    @Test func anotherScaleIsRefused() throws {
        let folder = try trained()
        let yaml = TinyPipeline.lowRankYAML(out: "second", stage: "mode: lora, rank: 4, alpha: 16, steps: 2")
            .replacing("out: second", with: "out: second\nadapter: first")
        do {
            _ = try TinyPipeline.run(yaml, in: folder)
            Issue.record("went on at another scale")
        } catch { #expect("\(error)".contains("`alpha`"), "\(error)") }
    }
}
