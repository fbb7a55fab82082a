import Foundation
import ModelFormats
import Testing
import Tokenization

@Suite struct TrainerTests {
    private func corpus() throws -> [String] {
        let text = try String(contentsOf: Fixtures.folder.appendingPathComponent("corpus.txt"), encoding: .utf8)
        return text.split(separator: "\n").map { $0 + "\n" }
    }

    /// The same texts and size give the vocabulary and merges that the `tokenizers` library's trainer gives.
    @Test func learnsWhatTheReferenceLearns() throws {
        let model = try Fixtures.json("trained.json").object("model")
        let tokenizer = try BytePairTrainer(vocabularySize: model.object("vocab").members.count).train(on: corpus(), chat: .chatML)
        let written = try Fixtures.withTemporaryFolder { folder in
            try tokenizer.write(toFolder: folder.path)
            return try JSONObject(path: folder.appendingPathComponent("tokenizer.json").path).object("model")
        }
        let expected = Dictionary(uniqueKeysWithValues: try model.object("vocab").members.map { ($0.key, $0.value) })
        #expect(try written.object("vocab").members.count == expected.count)
        for member in try written.object("vocab").members { #expect(expected[member.key] == member.value, "\(member.key)") }
        let merges = try model.array("merges").map { merge -> String in
            guard case .array(let halves) = merge else { return "" }
            return halves.compactMap(\.text).joined(separator: " ")
        }
        #expect(try written.strings("merges") == merges)
    }

    @Test func theOrderOfTheTextsDoesNotMatter() throws {
        let trainer = BytePairTrainer(vocabularySize: 400)
        let forward = try trainer.vocabulary(learnedFrom: corpus())
        let backward = try trainer.vocabulary(learnedFrom: corpus().reversed())
        #expect(forward.tokens == backward.tokens)
        #expect(forward.merges == backward.merges)
    }

    @Test func stopsWhenNoPairIsLeft() throws {
        let vocabulary = try BytePairTrainer(vocabularySize: 5000).vocabulary(learnedFrom: ["abab", "abab"])
        #expect(vocabulary.merges.count == 2)
        #expect(vocabulary.tokens.count == 3 + 256 + 2)
    }

    @Test func aSizeWithoutRoomForTheBytesIsAnError() {
        #expect(throws: TokenizationError.self) { try BytePairTrainer(vocabularySize: 200).vocabulary(learnedFrom: ["a"]) }
    }

    @Test func everyByteHasAToken() throws {
        let tokenizer = try BytePairTrainer(vocabularySize: 300).train(on: ["the the"], chat: .plain)
        let text = "é灯😀\u{0}\u{7F}"
        #expect(tokenizer.decode(tokenizer.encode(text), skipSpecial: false) == text)
        #expect(tokenizer.endOfText == tokenizer.specialToken("<|endoftext|>"))
        #expect(tokenizer.chatTemplateText == nil)
    }
}
