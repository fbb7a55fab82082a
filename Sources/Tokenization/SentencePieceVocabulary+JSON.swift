import ModelFormats

extension SentencePieceVocabulary {
    /// Whether a `tokenizer.json` is of this kind: its pieces are characters, not stand-ins for bytes.
    static func isStated(in json: JSONObject) throws -> Bool {
        let model = try json.object("model")
        guard try model.stringIfPresent("type") ?? "BPE" == "BPE" else { return false }
        if try model.boolIfPresent("byte_fallback") == true { return true }
        guard let cut = try json.objectIfPresent("pre_tokenizer") else { return false }
        return try PreTokenizer.steps(of: cut, listedUnder: "pretokenizers").contains { try $0.stringIfPresent("type") == "Metaspace" }
    }

    /// The vocabulary that a `tokenizer.json` holds.
    ///
    /// - Parameter file: names the file in errors.
    /// - Throws: `FormatError` for fields that are missing or of the wrong type, `TokenizationError` for steps that are not known.
    init(tokenizerJSON json: JSONObject, file: String) throws {
        let model = try json.object("model")
        try TokenTable.checkKind(of: model, file: file)
        let table = try TokenTable(tokenizerJSON: json, file: file) { $0 }
        self.init(
            pieces: table.tokens, kinds: table.kinds,
            normalizer: try PieceNormalizer(
                normalizer: json.objectIfPresent("normalizer"), preTokenizer: json.objectIfPresent("pre_tokenizer"), file: file),
            decoding: try PieceDecoding(json: json.objectIfPresent("decoder"), file: file), scores: [])
        try join(by: TokenTable.merges(of: model) { $0 }, file: file)
        usesBytePieces = try model.boolIfPresent("byte_fallback") == true
        ignoresMerges = try model.boolIfPresent("ignore_merges") == true
        fusesUnknown = try model.boolIfPresent("fuse_unk") == true
        if let unknown = try model.stringIfPresent("unk_token") { unknownToken = pieces.firstIndex(of: Array(unknown.utf8)) }
    }

    /// The merges that join as the vocabulary does, most important first.
    ///
    /// Where pieces are joined by scores, every pair that spells a piece is a merge; pairs of one piece go by the ids of their halves, as
    /// in the `tokenizers` library's own conversion.
    var statedMerges: [BytePairVocabulary.Merge] {
        switch joining {
        case .merges(let merges): return merges
        case .scores(let scores):
            let pairs = pairs(in: pieceTable)
            return pairs.sorted {
                let (first, second) = (scores[Int($0.result)], scores[Int($1.result)])
                return first == second ? ($0.result, $0.left, $0.right) < ($1.result, $1.left, $1.right) : first > second
            }
        }
    }

    /// Every pair of pieces that spells a piece.
    func pairs(in table: PieceTable) -> [BytePairVocabulary.Merge] {
        var pairs: [BytePairVocabulary.Merge] = []
        for (id, piece) in pieces.enumerated() where isJoinable(id) && table.id(of: piece) == UInt32(id) {
            for cut in piece.indices.dropFirst() where piece[cut] & 0xC0 != 0x80 {
                if let left = table.id(of: Array(piece[..<cut])), let right = table.id(of: Array(piece[cut...])) {
                    pairs.append(.init(left: left, right: right, result: UInt32(id)))
                }
            }
        }
        return pairs
    }
}
