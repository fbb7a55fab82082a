import Foundation
import ModelFormats

/// The tables of a tokenizer of either kind.
enum Vocabulary: Sendable {
    case bytePair(BytePairVocabulary)
    case sentencePiece(SentencePieceVocabulary)

    /// The vocabulary that a `tokenizer.json` holds.
    ///
    /// - Throws: `FormatError` and `TokenizationError`; both name the file and the field.
    init(tokenizerJSON json: JSONObject, file: String) throws {
        if try SentencePieceVocabulary.isStated(in: json) {
            self = .sentencePiece(try SentencePieceVocabulary(tokenizerJSON: json, file: file))
        } else {
            self = .bytePair(try BytePairVocabulary(tokenizerJSON: json, file: file))
        }
    }

    /// The bytes of each token, by id; special and added tokens hold the bytes of their text.
    var tokens: [[UInt8]] {
        switch self {
        case .bytePair(let vocabulary): vocabulary.tokens
        case .sentencePiece(let vocabulary): vocabulary.tokens
        }
    }

    /// What each token is for, by id.
    var kinds: [BytePairVocabulary.TokenKind] {
        switch self {
        case .bytePair(let vocabulary): vocabulary.kinds
        case .sentencePiece(let vocabulary): vocabulary.kinds
        }
    }

    var unknownToken: Int? {
        switch self {
        case .bytePair(let vocabulary): vocabulary.unknownToken
        case .sentencePiece(let vocabulary): vocabulary.unknownToken
        }
    }

    /// What decoding does to spaces at the start of a text.
    var leadingSpace: PieceDecoding.LeadingSpace {
        switch self {
        case .bytePair: .kept
        case .sentencePiece(let vocabulary): vocabulary.decoding.leadingSpace
        }
    }

    /// Adds special tokens behind all others.
    mutating func append(specialTokens texts: [[UInt8]]) {
        switch self {
        case .bytePair(var vocabulary):
            vocabulary.tokens.append(contentsOf: texts)
            vocabulary.kinds.append(contentsOf: repeatElement(.special, count: texts.count))
            self = .bytePair(vocabulary)
        case .sentencePiece(var vocabulary):
            vocabulary.append(specialTokens: texts)
            self = .sentencePiece(vocabulary)
        }
    }
}

/// Turns text into tokens by a vocabulary of either kind.
enum TextEncoder: Sendable {
    case bytePair(BytePairEncoder, PreTokenizer, normalizesToNFC: Bool)
    case sentencePiece(SentencePieceEncoder)

    init(_ vocabulary: Vocabulary) {
        switch vocabulary {
        case .bytePair(let tables):
            self = .bytePair(BytePairEncoder(tables), tables.preTokenizer, normalizesToNFC: tables.normalizesToNFC)
        case .sentencePiece(let tables): self = .sentencePiece(SentencePieceEncoder(tables))
        }
    }

    func encode(_ text: String, at place: TextPlace) -> [Int] {
        switch self {
        case .bytePair(let encoder, let preTokenizer, let normalizesToNFC):
            var text = normalizesToNFC ? text.precomposedStringWithCanonicalMapping : text
            var ids: [Int] = []
            text.withUTF8 { utf8 in
                ids.reserveCapacity(utf8.count / 3)
                var scratch = BytePairEncoder.Scratch()
                let scalars = ScalarText(utf8)
                preTokenizer.forEachPiece(of: scalars) { piece in
                    let bytes = scalars.offsets[piece.lowerBound]..<scalars.offsets[piece.upperBound]
                    encoder.append(UnsafeBufferPointer(rebasing: utf8[bytes]), to: &ids, using: &scratch)
                }
            }
            return ids
        case .sentencePiece(let encoder):
            var text = text
            return text.withUTF8 { encoder.encode($0, at: place) }
        }
    }
}
