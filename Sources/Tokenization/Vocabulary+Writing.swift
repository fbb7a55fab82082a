import ModelFormats

/// What the two kinds of vocabularies write differently.
extension Vocabulary {
    /// Whether a token is listed as a whole text beside those that are made by joining.
    func isWhole(_ id: Int) -> Bool {
        switch self {
        case .bytePair(let vocabulary): return vocabulary.kinds[id] == .special || vocabulary.kinds[id] == .added
        case .sentencePiece(let vocabulary):
            let kind = vocabulary.kinds[id]
            return kind == .special || kind == .added || vocabulary.isVerbatim(id)
        }
    }

    /// The text of a token as files hold it.
    func writtenText(of id: Int) -> String {
        switch self {
        case .bytePair(let vocabulary) where vocabulary.kinds[id] == .ordinary: ByteLevelAlphabet.encode(vocabulary.tokens[id])
        case .bytePair(let vocabulary): String(decoding: vocabulary.tokens[id], as: UTF8.self)
        case .sentencePiece(let vocabulary): String(decoding: vocabulary.pieces[id], as: UTF8.self)
        }
    }

    // MARK: - tokenizer.json

    /// The steps around the model.
    var stagesJSON: (normalizer: JSONValue, preTokenizer: JSONValue, postProcessor: JSONValue, decoder: JSONValue) {
        switch self {
        case .bytePair(let vocabulary):
            let bytes = JSONValue.step(
                "ByteLevel", ("add_prefix_space", .bool(false)), ("trim_offsets", .bool(true)), ("use_regex", .bool(true)))
            return (vocabulary.normalizesToNFC ? .step("NFC") : .null, vocabulary.preTokenizer.json, bytes, bytes)
        case .sentencePiece(let vocabulary):
            return (
                vocabulary.normalizer.normalizerJSON, vocabulary.normalizer.preTokenizerJSON, .null, vocabulary.decoding.json
            )
        }
    }

    /// The settings of the model.
    var modelSettings: (merges: [BytePairVocabulary.Merge], fusesUnknown: Bool, usesBytePieces: Bool, ignoresMerges: Bool) {
        switch self {
        case .bytePair(let vocabulary): (vocabulary.merges, vocabulary.fusesUnknown, false, vocabulary.ignoresMerges)
        case .sentencePiece(let vocabulary):
            (vocabulary.statedMerges, vocabulary.fusesUnknown, vocabulary.usesBytePieces, vocabulary.ignoresMerges)
        }
    }

    // MARK: - GGUF

    /// The metadata that only one of the kinds has.
    ///
    /// - Parameters:
    ///   - texts: of every token, by id.
    ///   - tokenCount: how many tokens are written.
    /// - Throws: `TokenizationError.noNameInGGUF`.
    func ggufModel(texts: [String], tokenCount: Int) throws -> [(key: String, value: GGUFValue)] {
        switch self {
        case .bytePair(let vocabulary):
            let merges = vocabulary.merges.map { Array((texts[Int($0.left)] + " " + texts[Int($0.right)]).utf8) }
            return [
                ("tokenizer.ggml.model", .text("gpt2")),
                ("tokenizer.ggml.pre", .text(try PreTokenizer.nameInGGUF(for: vocabulary))),
                ("tokenizer.ggml.merges", .array(GGUFArray(strings: merges))),
            ]
        case .sentencePiece(let vocabulary):
            let scores = try vocabulary.statedScores()
            let filled = scores + [Float](repeating: 0, count: max(0, tokenCount - scores.count))
            return [
                ("tokenizer.ggml.model", .text("llama")), ("tokenizer.ggml.pre", .text("default")),
                ("tokenizer.ggml.scores", .array(GGUFArray(float32: filled))),
                ("tokenizer.ggml.add_space_prefix", .bool(try vocabulary.statedSpacePrefix())),
            ]
        }
    }

    /// `llama_token_type`: 1 normal, 2 unknown, 3 control, 4 user defined, 5 unused, 6 byte.
    func ggufType(_ id: Int) -> Int32 {
        if case .sentencePiece(let vocabulary) = self {
            if vocabulary.isBytePiece(id) { return 6 }
            if vocabulary.unknownToken == id { return 2 }
            if isWhole(id), vocabulary.kinds[id] == .ordinary { return 4 }
        }
        switch kinds[id] {
        case .ordinary: return 1
        case .special: return 3
        case .added: return 4
        case .unused: return 5
        }
    }
}
