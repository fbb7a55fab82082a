import ModelFormats

extension Tokenizer {
    /// The metadata that a GGUF file carries this tokenizer in (`tokenizer.ggml.*`, `tokenizer.chat_template`), added special tokens
    /// included, with the same ids.
    ///
    /// - Parameter tokenCount: rows of the embedding. Readers want a token for each: ids beyond the vocabulary, and gaps in it, are
    ///   written as unused tokens.
    /// - Throws: `TokenizationError.noNameInGGUF` when the format cannot state the vocabulary; `.ambiguousToken` when two tokens would be
    ///   written alike.
    public func ggufMetadata(tokenCount: Int) throws -> [(key: String, value: GGUFValue)] {
        let texts = try writtenTexts()
        let taken = Set(texts)
        var types = vocabulary.tokens.indices.map(vocabulary.ggufType)
        types.append(contentsOf: repeatElement(Self.unusedType, count: max(0, tokenCount - types.count)))
        let tokens = try types.indices.map { id in
            if id < texts.count, !texts[id].isEmpty { return Array(texts[id].utf8) }
            // The name that llama.cpp's converter gives to free ids.
            let filler = "[PAD\(id)]"
            guard !taken.contains(filler) else { throw TokenizationError.ambiguousToken(text: filler) }
            types[id] = Self.unusedType
            return Array(filler.utf8)
        }
        var metadata = try vocabulary.ggufModel(texts: texts, tokenCount: tokens.count)
        metadata.append(("tokenizer.ggml.tokens", .array(GGUFArray(strings: tokens))))
        metadata.append(("tokenizer.ggml.token_type", .array(GGUFArray(int32: types))))
        for (name, id) in ggufTokenIDs {
            if let id { metadata.append(("tokenizer.ggml.\(name)_token_id", .uint32(UInt32(clamping: id)))) }
        }
        metadata.append(("tokenizer.ggml.add_bos_token", .bool(addsBeginOfText)))
        if let chatTemplateText { metadata.append(("tokenizer.chat_template", .text(chatTemplateText))) }
        return metadata
    }

    private var ggufTokenIDs: [(name: String, id: Int?)] {
        // Readers know the usual end-of-turn tokens by their text; others must be stated.
        let others = stopTokens.filter { $0 != endOfText && !isKnownStop($0) }.sorted()
        return [
            ("bos", beginOfText),
            // Without one, llama.cpp takes some ordinary token for it.
            ("eos", endOfText ?? stopTokens.min()),
            ("eot", others.first), ("eom", others.dropFirst().first),
            ("unknown", vocabulary.unknownToken), ("padding", padding),
        ]
    }

    private static let unusedType: Int32 = 5
}
