import Foundation
import ModelFormats
import Testing
import Tokenization

@Suite struct DamagedFileTests {
    private func read(_ json: String) throws -> Tokenizer {
        try Fixtures.withTemporaryFolder { folder in
            try AtomicFile.write(json, to: folder.appendingPathComponent("tokenizer.json").path)
            return try Tokenizer(contentsOf: folder.path)
        }
    }

    private static let rule = #""pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false}"#

    @Test(arguments: [
        "", "[]", "{}", #"{"model":[]}"#, #"{"model":{"type":"BPE","merges":[]}}"#,
        #"{"model":{"type":"BPE","vocab":{"a":"b"},"merges":[]}}"#,
        #"{"model":{"type":"BPE","vocab":{"a":0,"b":0},"merges":[]},\#(rule)}"#,
        #"{"model":{"type":"BPE","vocab":{"a":-1},"merges":[]},\#(rule)}"#,
        #"{"model":{"type":"BPE","vocab":{"a":4611686018427387904},"merges":[]},\#(rule)}"#,
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":["a"]},\#(rule)}"#,
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[["a"]]},\#(rule)}"#,
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]},\#(rule)}"#, #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]}}"#,
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"pre_tokenizer":null}"#,
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"pre_tokenizer":{"type":"Sequence","pretokenizers":[1]}}"#,
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"added_tokens":[{"id":1}],\#(rule)}"#,
        #"{"model":{"type":"Unigram","vocab":[]},\#(rule)}"#, #"{"model":{"type":"WordPiece","vocab":{}},\#(rule)}"#,
        #"{"model":{"type":"BPE","byte_fallback":true,"vocab":{},"merges":[]},\#(rule)}"#,
        #"{"model":{"type":"BPE","end_of_word_suffix":"</w>","vocab":{},"merges":[]},\#(rule)}"#,
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"normalizer":{"type":"Lowercase"},\#(rule)}"#,
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":true}}"#,
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"pre_tokenizer":{"type":"Split","pattern":{"Regex":"\\w+"},"behavior":"Isolated","invert":false}}"#,
    ])
    func aDamagedOrForeignFileIsAnErrorThatNamesIt(json: String) throws {
        let error = #expect(throws: (any Error).self) { try read(json) }
        #expect(String(describing: try #require(error)).contains("tokenizer.json"))
    }

    @Test func aMissingFileIsNamed() {
        #expect(throws: FormatError.self) { try Tokenizer(contentsOf: "/nowhere/tokenizer.json") }
    }

    @Test func anEmptyVocabularyEncodesToNothing() throws {
        let tokenizer = try read(#"{"model":{"type":"BPE","vocab":{},"merges":[]},\#(Self.rule)}"#)
        #expect(tokenizer.encode("text").isEmpty)
        #expect(tokenizer.vocabularySize == 0)
    }

    @Test(arguments: [(false, [0, 2, 2, 0]), (true, [0, 2, 0])])
    func bytesWithoutATokenBecomeTheUnknownToken(fuses: Bool, expected: [Int]) throws {
        let tokenizer = try read(
            #"{"model":{"type":"BPE","unk_token":"<unk>","fuse_unk":\#(fuses),"vocab":{"a":0,"b":1,"<unk>":2},"merges":[]},\#(Self.rule)}"#)
        #expect(tokenizer.encode("axya") == expected)
    }
}
