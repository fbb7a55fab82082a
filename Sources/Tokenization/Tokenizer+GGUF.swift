import ModelFormats

extension Tokenizer {
    /// The tokenizer that a GGUF file carries in its metadata (`tokenizer.ggml.*`, `tokenizer.chat_template`).
    ///
    /// - Throws: `TokenizationError.unsupportedModel` for a vocabulary that is not byte-level BPE (`llama` is
    ///   SentencePiece), `.unknownPreTokenizer` for a name not known; `FormatError` for what is missing or damaged.
    public init(gguf: GGUFFile) throws {
        let model = try gguf.required("tokenizer.ggml.model", \.string)
        guard model == "gpt2" else {
            let name = model == "llama" ? "llama (SentencePiece)" : model
            throw TokenizationError.unsupportedModel(file: gguf.path, name: name)
        }
        let id = { (name: String) in gguf.metadata["tokenizer.ggml.\(name)_token_id"]?.int }
        self.init(
            try BytePairVocabulary(gguf: gguf), beginOfText: id("bos"), endOfText: id("eos"), padding: id("padding"))
        for name in ["eot", "eom"] {
            if let stop = id(name), isSpecial(stop) { stopTokens.insert(stop) }
        }
        // llama.cpp opens texts of this one pre-tokenizer with the begin token unless the file says otherwise.
        let usually = gguf.metadata["tokenizer.ggml.pre"]?.string.flatMap(PreTokenizer.named(inGGUF:))?.rule == .llama3
        addsBeginOfText = (gguf.metadata["tokenizer.ggml.add_bos_token"]?.bool ?? usually) && beginOfText != nil
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
        let kinds = types.map(Self.kind)
        let tokens = zip(entries, kinds).map { $1 == .ordinary ? Self.decoded($0) : $0 }
        let merges = try gguf.required("tokenizer.ggml.merges", \.byteStrings).enumerated().map { rank, merge in
            guard let halves = Self.halves(ofText: merge) else {
                throw TokenizationError.invalidField(
                    file: gguf.path, field: "tokenizer.ggml.merges[\(rank)]", reason: "is not two tokens with a space between")
            }
            return halves
        }
        guard tokens.count == entries.count else {
            throw TokenizationError.invalidField(
                file: gguf.path, field: "tokenizer.ggml.token_type", reason: "has not as many entries as there are tokens")
        }
        try self.init(tokens: tokens, kinds: kinds, merges: merges, preTokenizer: rule, file: gguf.path)
        self.ignoresMerges = ignoresMerges
        self.normalizesToNFC = normalizesToNFC
    }

    /// The numbers of `llama_token_type`: 1 normal, 2 unknown, 3 control, 4 user defined, 5 unused, 6 byte.
    private static func kind(_ type: Int) -> TokenKind {
        switch type {
        case 2, 3: .special
        case 4: .added
        case 5: .unused
        default: .ordinary
        }
    }
}
