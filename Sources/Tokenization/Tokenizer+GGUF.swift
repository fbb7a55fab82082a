import ModelFormats

extension Tokenizer {
    /// The tokenizer that a GGUF file carries in its metadata (`tokenizer.ggml.*`, `tokenizer.chat_template`).
    ///
    /// - Throws: `TokenizationError.unsupportedModel` for a vocabulary that is neither byte-level BPE (`gpt2`) nor SentencePiece BPE
    ///   (`llama`), `.unknownPreTokenizer` for a name not known; `FormatError` for what is missing or damaged.
    public init(gguf: GGUFFile) throws {
        let model = try gguf.required("tokenizer.ggml.model", \.string)
        let id = { (name: String) in gguf.metadata["tokenizer.ggml.\(name)_token_id"]?.int }
        // llama.cpp opens texts of these with the begin token unless the file says otherwise.
        let usuallyBegins: Bool
        switch model {
        case "gpt2":
            self.init(.bytePair(try BytePairVocabulary(gguf: gguf)), beginOfText: id("bos"), endOfText: id("eos"), padding: id("padding"))
            usuallyBegins = gguf.metadata["tokenizer.ggml.pre"]?.string.flatMap(PreTokenizer.named(inGGUF:))?.rule == .llama3
        case "llama":
            let vocabulary = try SentencePieceVocabulary(gguf: gguf)
            // Files may leave out the ids that SentencePiece gives by default.
            let control = { (id: Int) in vocabulary.kinds.indices.contains(id) && vocabulary.kinds[id] == .special ? id : nil }
            self.init(
                .sentencePiece(vocabulary), beginOfText: id("bos") ?? control(1), endOfText: id("eos") ?? control(2),
                padding: id("padding"))
            usuallyBegins = true
        default: throw TokenizationError.unsupportedModel(file: gguf.path, name: model)
        }
        for name in ["eot", "eom"] {
            if let stop = id(name), isSpecial(stop) { stopTokens.insert(stop) }
        }
        addsBeginOfText = (gguf.metadata["tokenizer.ggml.add_bos_token"]?.bool ?? usuallyBegins) && beginOfText != nil
        chatTemplateText = gguf.metadata["tokenizer.chat_template"]?.string
    }
}

extension BytePairVocabulary {
    fileprivate init(gguf: GGUFFile) throws {
        // Files written before the field existed are to be read by the rule called default.
        let name = gguf.metadata["tokenizer.ggml.pre"]?.string ?? "default"
        guard let (rule, ignoresMerges, normalizesToNFC) = PreTokenizer.named(inGGUF: name) else {
            throw TokenizationError.unknownPreTokenizer(file: gguf.path, name: "\"\(name)\"")
        }
        let entries = try gguf.required("tokenizer.ggml.tokens", \.byteStrings)
        let types = gguf.metadata["tokenizer.ggml.token_type"]?.ints ?? Array(repeating: 1, count: entries.count)
        let kinds = types.map(TokenKind.init(ggufType:))
        let tokens = zip(entries, kinds).map { $1 == .ordinary ? Self.decoded($0) : $0 }
        let merges = try gguf.required("tokenizer.ggml.merges", \.byteStrings).enumerated().map { rank, merge in
            guard let (left, right) = TokenTable.halves(ofText: merge) else {
                throw TokenizationError.invalidField(
                    file: gguf.path, field: "tokenizer.ggml.merges[\(rank)]", reason: "is not two tokens with a space between")
            }
            return (Self.decoded(left), Self.decoded(right))
        }
        guard tokens.count == entries.count else {
            throw TokenizationError.invalidField(
                file: gguf.path, field: "tokenizer.ggml.token_type", reason: "has not as many entries as there are tokens")
        }
        try self.init(tokens: tokens, kinds: kinds, merges: merges, preTokenizer: rule, file: gguf.path)
        self.ignoresMerges = ignoresMerges
        self.normalizesToNFC = normalizesToNFC
    }
}
