import ModelFormats

extension BytePairVocabulary {
    /// The vocabulary that a `tokenizer.json` holds.
    ///
    /// - Parameter file: names the file in errors.
    /// - Throws: `FormatError` for fields that are missing or of the wrong type, `TokenizationError` for kinds of
    ///   tokenizers that are not known.
    init(tokenizerJSON json: JSONObject, file: String) throws {
        let model = try json.object("model")
        try TokenTable.checkKind(of: model, file: file)
        if try model.boolIfPresent("byte_fallback") == true {
            throw TokenizationError.unsupportedModel(file: file, name: "byte-level BPE with byte_fallback")
        }
        let table = try TokenTable(tokenizerJSON: json, file: file, reading: Self.decoded)
        let merges = try TokenTable.merges(of: model, reading: Self.decoded)
        try self.init(
            tokens: table.tokens, kinds: table.kinds, merges: merges,
            preTokenizer: PreTokenizer(json: json.object("pre_tokenizer"), file: file), file: file)
        normalizesToNFC = try Self.normalizesToNFC(json.objectIfPresent("normalizer"), file: file)
        ignoresMerges = try model.boolIfPresent("ignore_merges") == true
        fusesUnknown = try model.boolIfPresent("fuse_unk") == true
        if let unknown = try model.stringIfPresent("unk_token") { unknownToken = tokens.firstIndex(of: Array(unknown.utf8)) }
    }

    /// The bytes that an entry stands for; an entry that is not in the byte-level alphabet stands for itself.
    static func decoded(_ entry: [UInt8]) -> [UInt8] { ByteLevelAlphabet.decode(entry) ?? entry }

    private static func normalizesToNFC(_ normalizer: JSONObject?, file: String) throws -> Bool {
        guard let normalizer else { return false }
        let names = try PreTokenizer.steps(of: normalizer, listedUnder: "normalizers").map {
            try $0.stringIfPresent("type") ?? "of no type"
        }
        if let unknown = names.first(where: { $0 != "NFC" }) {
            throw TokenizationError.unknownNormalizer(file: file, name: unknown)
        }
        return !names.isEmpty
    }
}
