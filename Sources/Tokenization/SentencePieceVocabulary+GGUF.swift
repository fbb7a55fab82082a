import ModelFormats

extension SentencePieceVocabulary {
    /// The vocabulary that a GGUF file carries under `tokenizer.ggml.model = llama`.
    ///
    /// - Throws: `FormatError` for lists that are missing or of the wrong type, `TokenizationError.invalidField` for entries that cannot be.
    init(gguf: GGUFFile) throws {
        let pieces = try gguf.required("tokenizer.ggml.tokens", \.byteStrings)
        let scores = try gguf.required("tokenizer.ggml.scores", \.floats)
        let types = try gguf.required("tokenizer.ggml.token_type", \.ints)
        func refuse(_ field: String, _ reason: String) -> TokenizationError {
            .invalidField(file: gguf.path, field: "tokenizer.ggml.\(field)", reason: reason)
        }
        guard pieces.count < BytePairVocabulary.largestSize else { throw refuse("tokens", "are too many (\(pieces.count))") }
        for (field, count) in [("scores", scores.count), ("token_type", types.count)] where count != pieces.count {
            throw refuse(field, "has not as many entries as there are tokens")
        }
        if let wrong = scores.firstIndex(where: \.isNaN) { throw refuse("scores[\(wrong)]", "is not a number") }
        for (id, type) in types.enumerated() where type == Self.byteType && PieceDecoding.byte(of: pieces[id]) == nil {
            throw refuse("tokens[\(id)]", "stands for a byte, but is not written <0x00> to <0xFF>")
        }
        let addsSpacePrefix = gguf.metadata["tokenizer.ggml.add_space_prefix"]?.bool ?? true
        self.init(
            pieces: pieces, kinds: types.map(BytePairVocabulary.TokenKind.init(ggufType:)),
            normalizer: PieceNormalizer(addsSpacePrefix: addsSpacePrefix),
            decoding: PieceDecoding(leadingSpace: addsSpacePrefix ? .stripped(1) : .kept), scores: scores)
        try joinByMerges(ifScoresAreAlike: scores, gguf)
        let unknown = gguf.metadata["tokenizer.ggml.unknown_token_id"]?.int ?? types.firstIndex(of: Self.unknownType)
        unknownToken = unknown.flatMap { pieces.indices.contains($0) ? $0 : nil }
    }

    /// Some converters knew no scores, wrote zeros and stated the merges beside them: the merges are then what the model was trained with.
    private mutating func joinByMerges(ifScoresAreAlike scores: [Float], _ gguf: GGUFFile) throws {
        guard let merges = gguf.metadata["tokenizer.ggml.merges"]?.byteStrings else { return }
        let joinable = pieces.indices.lazy.filter(isJoinable)
        guard let first = joinable.first, joinable.allSatisfy({ scores[$0] == scores[first] }) else { return }
        try join(
            by: merges.enumerated().map { rank, merge in
                guard let halves = TokenTable.halves(ofText: merge) else {
                    throw TokenizationError.invalidField(
                        file: gguf.path, field: "tokenizer.ggml.merges[\(rank)]", reason: "is not two tokens with a space between")
                }
                return halves
            }, file: gguf.path)
    }

    /// The scores that join as the vocabulary does, one for each piece.
    ///
    /// Merges become scores by their order. That is exact when every pair that spells a piece is a merge and the merges of one piece stand
    /// together, as in files that were made from SentencePiece scores; others are refused. A piece without any merge, such as the double
    /// mark of many Llama 2 files, gets the lowest score: readers join it where nothing else can be joined.
    ///
    /// - Throws: `TokenizationError.noNameInGGUF`.
    func statedScores() throws -> [Float] {
        switch joining {
        case .scores(let scores): return scores + [Float](repeating: 0, count: pieces.count - scores.count)
        case .merges(let merges):
            // Lower than any piece that a merge makes.
            var scores = [Float](repeating: -Float(merges.count + 1), count: pieces.count)
            var order = 0
            var last: UInt32?
            var seen: Set<UInt32> = []
            for merge in merges where merge.result != last {
                guard seen.insert(merge.result).inserted else {
                    throw TokenizationError.noNameInGGUF(preTokenizer: "SentencePiece, with merges that do not follow scores")
                }
                scores[Int(merge.result)] = -Float(order)
                order += 1
                last = merge.result
            }
            let stated = Set(merges)
            guard pairs(in: pieceTable).allSatisfy({ stated.contains($0) || !seen.contains($0.result) }) else {
                throw TokenizationError.noNameInGGUF(preTokenizer: "SentencePiece, with merges for some pairs only")
            }
            return scores
        }
    }

    /// Whether a GGUF file is to say that a text gets a space in front.
    ///
    /// Readers put it there whatever the text starts with, as SentencePiece does; a `Metaspace` step leaves it out before a space.
    ///
    /// - Throws: `TokenizationError.noNameInGGUF` when the file cannot state what is done to a text before it is cut.
    func statedSpacePrefix() throws -> Bool {
        let plain = PieceNormalizer(addsSpacePrefix: false)
        let standard = decoding.replacements == PieceDecoding().replacements && decoding.readsBytePieces && usesBytePieces && !ignoresMerges
        if standard, let metaspace = normalizer.metaspace {
            // Cutting at every mark makes a difference only when pieces hold several.
            let isWhole = !metaspace.splits || !pieces.indices.contains { isJoinable($0) && Self.holdsMark(pieces[$0].dropFirst()) }
            if isWhole, metaspace.mark == PieceNormalizer.mark, normalizer.steps.isEmpty || normalizer.steps == plain.steps {
                return metaspace.scheme != .never
            }
        } else if standard {
            for addsSpacePrefix in [true, false] where normalizer == PieceNormalizer(addsSpacePrefix: addsSpacePrefix) {
                return addsSpacePrefix
            }
        }
        throw TokenizationError.noNameInGGUF(preTokenizer: "SentencePiece, with steps of its own")
    }

    private static let byteType = 6
    private static let unknownType = 2
}

extension BytePairVocabulary.TokenKind {
    /// The numbers of `llama_token_type`: 1 normal, 2 unknown, 3 control, 4 user defined, 5 unused, 6 byte.
    init(ggufType type: Int) {
        switch type {
        case 2, 3: self = .special
        case 4: self = .added
        case 5: self = .unused
        default: self = .ordinary
        }
    }
}
