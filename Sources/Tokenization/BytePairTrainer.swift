/// Learns a byte-level BPE vocabulary from texts: the pair of tokens that stands side by side most often becomes a
/// token, again and again (Sennrich et al., 2016).
///
/// Deterministic: the order of the texts does not matter, and of pairs that are equally frequent the one with the
/// smaller ids wins, as in the `tokenizers` library, whose vocabularies it reproduces.
///
///     let tokenizer = try BytePairTrainer(vocabularySize: 4096).train(on: texts, chat: .chatML)
///     try tokenizer.write(toFolder: path)
public struct BytePairTrainer: Sendable {
    /// How many tokens to make, the special ones and the 256 bytes included; fewer when the texts have no more pairs.
    public var vocabularySize: Int
    /// The special tokens, which get the first ids.
    public var specialTokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    /// The rule that cuts the texts.
    public var preTokenizer = PreTokenizer.smollm
    /// How often a pair must occur to become a token.
    public var smallestCount = 2

    public init(vocabularySize: Int) {
        self.vocabularySize = vocabularySize
    }

    /// A tokenizer learned from texts, with the begin, end and padding tokens that its chat template wants.
    ///
    /// - Parameters:
    ///   - chat: `chatML` ends answers with `<|im_end|>`; any other kind has no turns and ends with `<|endoftext|>`.
    ///   - system: the system message that ChatML prompts start with when none is given, or nil for no system turn.
    /// - Throws: `TokenizationError.invalidField` when the size leaves no room for the bytes and special tokens.
    public func train(on texts: some Sequence<String>, chat: ChatTemplate.Kind, system: String? = nil) throws -> Tokenizer {
        let ids = Dictionary(zip(specialTokens, 0...)) { first, _ in first }
        let end = ids["<|endoftext|>"]
        let isChatML = chat == .chatML
        var tokenizer = Tokenizer(
            try vocabulary(learnedFrom: texts), beginOfText: isChatML ? ids["<|im_start|>"] : end,
            endOfText: isChatML ? ids["<|im_end|>"] : end, padding: end)
        if isChatML { tokenizer.chatTemplateText = ChatTemplate(kind: .chatML, defaultSystem: system).jinja }
        return tokenizer
    }

    /// The vocabulary learned from texts: special tokens, the 256 bytes in the order of their stand-ins, then merges.
    public func vocabulary(learnedFrom texts: some Sequence<String>) throws -> BytePairVocabulary {
        let firstLearned = specialTokens.count + 256
        guard vocabularySize >= firstLearned, vocabularySize < BytePairVocabulary.largestSize else {
            throw TokenizationError.invalidField(
                file: "vocabulary", field: "size \(vocabularySize)",
                reason: "must be at least \(firstLearned), the bytes and special tokens")
        }
        let bytes = (UInt8.min...UInt8.max).sorted { ByteLevelAlphabet.scalars[Int($0)] < ByteLevelAlphabet.scalars[Int($1)] }
        var tokens = specialTokens.map { Array($0.utf8) } + bytes.map { [$0] }
        var tokenOfByte = [UInt32](repeating: 0, count: 256)
        for (index, byte) in bytes.enumerated() { tokenOfByte[Int(byte)] = UInt32(specialTokens.count + index) }

        var learner = PairLearner(words: countPieces(of: texts).map { (tokens: $0.map { tokenOfByte[Int($0)] }, count: $1) })
        var ids = Dictionary(tokens.indices.dropFirst(specialTokens.count).map { (tokens[$0], UInt32($0)) }) { first, _ in first }
        var merges: [(left: [UInt8], right: [UInt8])] = []
        while tokens.count < vocabularySize, let pair = learner.mostFrequentPair(atLeast: smallestCount) {
            let (left, right) = (tokens[Int(pair.left)], tokens[Int(pair.right)])
            merges.append((left, right))
            // Two pairs may spell the same token.
            let known = ids[left + right]
            let result = known ?? UInt32(tokens.count)
            if known == nil {
                ids[left + right] = result
                tokens.append(left + right)
            }
            learner.join(pair, into: result)
        }
        let kinds = tokens.indices.map { $0 < specialTokens.count ? BytePairVocabulary.TokenKind.special : .ordinary }
        return try BytePairVocabulary(tokens: tokens, kinds: kinds, merges: merges, preTokenizer: preTokenizer)
    }

    /// How often each piece occurs in the texts.
    private func countPieces(of texts: some Sequence<String>) -> [[UInt8]: Int] {
        var counts: [[UInt8]: Int] = [:]
        for var text in texts {
            text.withUTF8 { utf8 in
                let scalars = ScalarText(utf8)
                preTokenizer.forEachPiece(of: scalars) { piece in
                    counts[Array(utf8[scalars.offsets[piece.lowerBound]..<scalars.offsets[piece.upperBound]]), default: 0] += 1
                }
            }
        }
        return counts
    }
}
