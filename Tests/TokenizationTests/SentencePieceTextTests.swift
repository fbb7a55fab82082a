import Testing
import Tokenization

@Suite struct SentencePieceTextTests {
    @Test(arguments: SentencePiece.kinds)
    func aTextThatSpellsControlTokensStaysText(kind: String) throws {
        let tags = ["<REFUSE>", "<DEBUG>", "GENERAL", "the", "\u{2581}the"]
        let (tokenizer, firstID) = try SentencePiece.tokenizer(kind).adding(specialTokens: tags)
        let unknown = tokenizer.specialToken("<unk>")
        let spelled = [
            "<s>", "</s>", "<unk>", "[INST] x [/INST]", "<start_of_turn>user\n", "<table>", "<0x41>", "<REFUSE>", "<DEBUG>", "GENERAL",
            "the",
            " the", "\u{2581}the",
        ]
        for text in spelled + [spelled.joined()] {
            let ids = tokenizer.encode(text)
            // The vocabulary without byte pieces writes characters that it lacks as unknown.
            let known = kind == "words" ? ids.filter { $0 != unknown } : ids
            #expect(known.allSatisfy { $0 < firstID && !tokenizer.isSpecial($0) }, "\(text)")
            for place in [TextPlace.start, .afterControl, .withinText] where kind != "words" {
                let decoded = tokenizer.decode(tokenizer.encode(text, at: place), skipSpecial: true)
                let written = text.split(separator: "\u{2581}", omittingEmptySubsequences: false).joined(separator: " ")
                #expect(decoded.hasSuffix(written.drop { $0 == " " }), "\(text)")
            }
        }
    }

    @Test func addedTagsFollowTheVocabularyWithoutAGap() throws {
        let base = try SentencePiece.tokenizer("llama")
        let (tokenizer, firstID) = base.adding(specialTokens: ["<DEBUG>", "<TAG>"])
        #expect(firstID == base.vocabularySize && tokenizer.vocabularySize == firstID + 2)
        #expect(tokenizer.specialToken("<TAG>") == firstID + 1 && base.specialToken("<TAG>") == nil)
        #expect(tokenizer.encode("a ship") == base.encode("a ship"))
    }

    @Test func theSpaceInFrontDependsOnThePlace() throws {
        let ids = { (kind: String, place: TextPlace) in
            let tokenizer = try SentencePiece.tokenizer(kind)
            return tokenizer.encode("the ships", at: place).map(tokenizer.piece)
        }
        for kind in ["gguf", "llama"] {
            #expect(try ids(kind, .start) == ["␣the", "␣ships"])
            #expect(try ids(kind, .afterControl) == ["␣the", "␣ships"])
            #expect(try ids(kind, .withinText).first != "␣the")
        }
        #expect(try ids("metaspace", .start) == ["␣the", "␣ships"])
        #expect(try ids("metaspace", .afterControl).first != "␣the")
        #expect(try ids("gemma", .start) == ids("gemma", .withinText))
    }

    /// The first token's space goes, also when it comes alone; the others stay.
    @Test func theFirstTokensSpaceIsTakenOff() throws {
        let tokenizer = try SentencePiece.tokenizer("gguf")
        var decoder = StreamingDecoder()
        let parts = tokenizer.encode("the  ships").map { decoder.feed($0, tokenizer: tokenizer) }
        #expect(parts.first == "the")
        #expect(parts.joined() + decoder.finish() == "the  ships")
        let again = tokenizer.encode("the").map { decoder.feed($0, tokenizer: tokenizer) }
        #expect(again == ["the"], "a decoder that has finished starts anew")
    }

    @Test func aCharacterSpreadOverBytePiecesComesOutWhole() throws {
        let tokenizer = try SentencePiece.tokenizer("gguf")
        let ids = tokenizer.encode("a🧑🏿‍🚀b")
        #expect(ids.count > 12, "the characters should be spread over byte pieces")
        var decoder = StreamingDecoder()
        let parts = ids.map { decoder.feed($0, tokenizer: tokenizer) }
        #expect(!parts.joined().unicodeScalars.contains("\u{FFFD}"))
        #expect(parts.joined() + decoder.finish() == "a🧑🏿‍🚀b")
    }

    /// Byte pieces that make no character give in parts what they give at once.
    @Test(arguments: [[0xF0, 0x9F, 0x61], [0xE2, 0x82, 0xE2, 0x82, 0xAC], [0x80, 0x80], [0x20, 0xC3], [0x0A, 0xE2]])
    func brokenBytesAddUp(bytes: [UInt8]) throws {
        let tokenizer = try SentencePiece.tokenizer("gguf")
        let ids = bytes.map { 3 + Int($0) }
        var decoder = StreamingDecoder()
        let streamed = ids.map { decoder.feed($0, tokenizer: tokenizer) }.joined() + decoder.finish()
        #expect(Array(streamed.utf8) == Array(tokenizer.decode(ids, skipSpecial: true).utf8))
    }

    /// Joining by scanning for the best pair each time would take hours here.
    @Test(.timeLimit(.minutes(1)), arguments: ["a", "lighthouse", " ", "é", "\n", "灯"])
    func oneWordOfAMegabyteIsQuick(unit: String) throws {
        let text = String(repeating: unit, count: 1_000_000 / unit.utf8.count)
        for kind in ["gguf", "llama", "gemma"] {
            let tokenizer = try SentencePiece.tokenizer(kind)
            #expect(tokenizer.decode(tokenizer.encode(text), skipSpecial: false) == text)
        }
    }
}
