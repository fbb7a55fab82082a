import Foundation
import ModelFormats
import Testing
import Tokenization

@Suite struct SentencePieceDamagedFileTests {
    private func read(_ json: String) throws -> Tokenizer {
        try Fixtures.withTemporaryFolder { folder in
            try AtomicFile.write(json, to: folder.appendingPathComponent("tokenizer.json").path)
            return try Tokenizer(contentsOf: folder.path)
        }
    }

    private static let model = #""model":{"type":"BPE","byte_fallback":true,"vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]}"#
    private static let decoder = #""decoder":{"type":"Sequence","decoders":[{"type":"ByteFallback"},{"type":"Fuse"}]}"#

    @Test(arguments: [
        "", #","decoder":null"#, #","decoder":{"type":"WordPiece"}"#, #","decoder":{"type":"Strip","content":" ","start":1,"stop":0}"#,
        #","decoder":{"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"Strip","content":"x","start":1,"stop":0}]}"#,
        #","decoder":{"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"Strip","content":" ","start":-1,"stop":0}]}"#,
        #","decoder":{"type":"Replace","pattern":{"Regex":"x"},"content":" "}"#, #","decoder":{"type":"Replace"}"#,
        #","decoder":{"type":"Metaspace"}"#, #","decoder":{"type":"Metaspace","replacement":""}"#,
    ])
    func anUnknownDecoderIsAnErrorThatNamesTheFile(decoder: String) throws {
        let error = #expect(throws: (any Error).self) { try read("{\(Self.model)\(decoder)}") }
        #expect(String(describing: try #require(error)).contains("tokenizer.json"))
    }

    @Test(arguments: [
        #""normalizer":{"type":"NFKC"}"#, #""normalizer":{"type":"Precompiled","precompiled_charsmap":""}"#,
        #""normalizer":{"type":"Prepend"}"#, #""normalizer":{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}"#,
        #""normalizer":{"type":"Sequence","normalizers":[1]}"#,
        #""normalizer":{"type":"Replace","pattern":{"String":""},"content":" "}"#, #""normalizer":7"#,
        #""pre_tokenizer":{"type":"Whitespace"}"#, #""pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false}"#,
        #""pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"sometimes"}"#, #""pre_tokenizer":{"type":"Metaspace"}"#,
        #""pre_tokenizer":{"type":"Metaspace","replacement":""}"#, #""pre_tokenizer":"Metaspace""#,
        #""pre_tokenizer":{"type":"Split","pattern":{"String":" "},"behavior":"MergedWithPrevious","invert":false}"#,
        #""pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Metaspace","replacement":"▁"},{"type":"Digits"}]}"#,
    ])
    func anUnknownStepIsAnErrorThatNamesTheFile(step: String) throws {
        let error = #expect(throws: (any Error).self) { try read("{\(Self.model),\(Self.decoder),\(step)}") }
        #expect(String(describing: try #require(error)).contains("tokenizer.json"))
    }

    @Test(arguments: [
        #"{"type":"BPE","byte_fallback":true,"vocab":{"a":0},"merges":["a b"]}"#, #"{"type":"BPE","byte_fallback":true,"vocab":{"a":0}}"#,
        #"{"type":"BPE","byte_fallback":true,"vocab":{"a":0,"b":1},"merges":["a b"]}"#, #"{"type":"BPE","byte_fallback":1}"#,
        #"{"type":"BPE","byte_fallback":true,"vocab":{"a":0},"merges":["a"]}"#, #"{"type":"Unigram","byte_fallback":true,"vocab":[]}"#,
        #"{"type":"BPE","byte_fallback":true,"continuing_subword_prefix":"ą","vocab":{},"merges":[]}"#,
        #"{"type":"BPE","byte_fallback":true,"vocab":{"a":99999999999},"merges":[]}"#,
    ])
    func aDamagedModelIsAnErrorThatNamesTheFile(model: String) throws {
        let error = #expect(throws: (any Error).self) { try read(#"{"model":\#(model),\#(Self.decoder)}"#) }
        #expect(String(describing: try #require(error)).contains("tokenizer.json"))
    }

    private static func replacements(_ count: Int, _ old: String, _ new: String) -> String {
        Array(repeating: #"{"type":"Replace","pattern":{"String":"\#(old)"},"content":"\#(new)"}"#, count: count).joined(separator: ",")
    }

    /// Steps that double a text one after the other would soon fill all memory.
    @Test(arguments: [
        ("normalizer", #"{"type":"Sequence","normalizers":[\#(replacements(40, "a", "aa"))]}"#, "more than 256 times as long"),
        ("normalizer", #"{"type":"Sequence","normalizers":[\#(replacements(65, "a", "b"))]}"#, "more than 64 steps"),
        ("normalizer", #"{"type":"Prepend","prepend":"\#(String(repeating: "a", count: 1_000))"}"#, "puts 1000 bytes in front"),
        ("decoder", #"{"type":"Sequence","decoders":[\#(replacements(40, "a", "aa")),{"type":"Fuse"}]}"#, "more than 256 times as long"),
        ("pre_tokenizer", #"{"type":"Metaspace","replacement":"\#(String(repeating: "▁", count: 90))"}"#, "more than 256 times as long"),
    ])
    func stepsThatMakeTextsEndlessAreRefused(field: String, step: String, reason: String) throws {
        let others = field == "decoder" ? "" : ",\(Self.decoder)"
        let error = #expect(throws: TokenizationError.self) { try read("{\(Self.model)\(others),\"\(field)\":\(step)}") }
        let message = String(describing: try #require(error))
        #expect(message.contains("tokenizer.json") && message.contains(reason), "\(message)")
    }

    @Test func aFewGrowingStepsAreFine() throws {
        let steps = Self.replacements(5, "a", "aa")
        let tokenizer = try read("{\(Self.model),\(Self.decoder),\"normalizer\":{\"type\":\"Sequence\",\"normalizers\":[\(steps)]}}")
        #expect(tokenizer.encode("a").count == 32)
    }

    @Test func theSmallestFileWorks() throws {
        let tokenizer = try read("{\(Self.model),\(Self.decoder)}")
        #expect(tokenizer.encode("abba") == [2, 1, 0])
        #expect(tokenizer.encode("xay").map(tokenizer.piece) == ["a"], "without byte pieces and unknown token the rest is left out")
        #expect(tokenizer.decode([2, 1], skipSpecial: true) == "abb")
    }

    @Test func theErrorSaysWhatIsKnown() throws {
        let error = #expect(throws: TokenizationError.self) { try read("{\(Self.model)}") }
        #expect(
            try #require(error).description.hasSuffix(
                "unknown decoder 'none'; known are Replace, ByteFallback, Fuse, Strip and Metaspace; use a model that has these."))
    }
}
