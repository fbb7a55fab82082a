import Testing
import Tokenization

@Suite struct SmolLM2Tests {
    /// SmolLM2's own ids, over the part of its vocabulary that these texts can reach.
    @Test func encodesAsSmolLM2() throws {
        let tokenizer = try Tokenizer(contentsOf: Fixtures.path("smollm2/tokenizer.json"))
        let cases = try Fixtures.json("smollm2/cases.json")
        for (text, ids) in zip(try cases.strings("texts"), try cases.array("ids").map(\.ints)) {
            #expect(tokenizer.encode(text) == ids, "\(text.debugDescription)")
        }
    }
}
