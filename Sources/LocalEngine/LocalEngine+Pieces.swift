import Provenance
import Tokenization

extension LocalEngine {
    /// The tokens of a text, each with what it adds: a character that several tokens make up comes with the last of them.
    public func pieces(of text: String) throws -> [TextPiece] {
        var decoder = StreamingDecoder()
        var pieces = model.tokenizer.encode(text).map { TextPiece(id: $0, text: decoder.feed($0, tokenizer: model.tokenizer)) }
        let rest = decoder.finish()
        if !rest.isEmpty, !pieces.isEmpty { pieces[pieces.count - 1].text += rest }
        return pieces
    }
}
