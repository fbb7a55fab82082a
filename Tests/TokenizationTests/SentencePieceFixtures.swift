import ModelFormats
import Tokenization

/// The small SentencePiece vocabularies that `make_sentencepiece.py` trained.
enum SentencePiece {
    /// The forms of `tokenizer.json`, by the names of their folders.
    static let forms = ["llama", "metaspace", "words", "gemma"]
    /// A GGUF file and the forms.
    static let kinds = ["gguf"] + forms

    static func tokenizer(_ kind: String) throws -> Tokenizer {
        kind == "gguf" ? try tokenizer(metadata()) : try Tokenizer(contentsOf: Fixtures.path("sentencepiece/\(kind)"))
    }

    static func tokenizer(_ metadata: [(key: String, value: GGUFValue)]) throws -> Tokenizer {
        try Fixtures.withTemporaryFolder { folder in
            let path = folder.appendingPathComponent("model.gguf").path
            try GGUFWriter.write(metadata: metadata, tensors: [], to: path)
            return try Tokenizer(gguf: GGUFFile(path: path))
        }
    }

    /// The metadata of a GGUF file with the trained vocabulary.
    static func metadata() throws -> [(key: String, value: GGUFValue)] {
        let listed = try Fixtures.json("sentencepiece/pieces.json").array("pieces")
        let pieces = listed.map { piece -> (text: String, score: Float, type: Int32) in
            guard case .array(let fields) = piece, let text = fields[0].text, let type = fields[2].int else { return ("", 0, 0) }
            return (text, fields[1].float, Int32(type))
        }
        return [
            ("general.architecture", .text("llama")), ("tokenizer.ggml.model", .text("llama")),
            ("tokenizer.ggml.tokens", .array(GGUFArray(strings: pieces.map { Array($0.text.utf8) }))),
            ("tokenizer.ggml.scores", .array(GGUFArray(float32: pieces.map(\.score)))),
            ("tokenizer.ggml.token_type", .array(GGUFArray(int32: pieces.map(\.type)))),
        ]
    }

    static func texts() throws -> [String] { try Fixtures.json("sentencepiece/cases.json").strings("texts") }
}

extension JSONValue {
    var int: Int? { if case .int(let value) = self { value } else { nil } }

    var float: Float {
        switch self {
        case .int(let value): Float(value)
        case .number(let value): Float(value)
        default: .nan
        }
    }
}
