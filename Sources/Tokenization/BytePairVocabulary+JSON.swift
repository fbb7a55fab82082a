import ModelFormats

extension BytePairVocabulary {
    /// The vocabulary that a `tokenizer.json` holds.
    ///
    /// - Parameter file: names the file in errors.
    /// - Throws: `FormatError` for fields that are missing or of the wrong type, `TokenizationError` for kinds of
    ///   tokenizers that are not known.
    init(tokenizerJSON json: JSONObject, file: String) throws {
        let model = try json.object("model")
        try Self.checkKind(of: model, file: file)
        var table = TokenTable(file: file)
        let entries = try model.object("vocab")
        var seen: Set<Int> = []
        for entry in entries.members {
            guard case .int(let id) = entry.value else { throw entries.problem(entry.key, "has an id that is not a whole number") }
            guard seen.insert(id).inserted else { throw entries.problem(entry.key, "has the id \(id), which another token has too") }
            try table.set(id, to: ByteLevelAlphabet.decode(entry.key.utf8) ?? Array(entry.key.utf8), .ordinary)
        }
        for case .object(let added) in try json.arrayIfPresent("added_tokens") ?? [] {
            let kind: TokenKind = try added.boolIfPresent("special") == true ? .special : .added
            try table.set(added.int("id"), to: Array(added.string("content").utf8), kind)
        }
        let merges = try model.array("merges").enumerated().map { rank, merge in
            guard let halves = Self.halves(of: merge) else { throw model.problem("merges", "entry \(rank) is not two tokens") }
            return halves
        }
        try self.init(
            tokens: table.tokens, kinds: table.kinds, merges: merges,
            preTokenizer: PreTokenizer(json: json.object("pre_tokenizer"), file: file), file: file)
        normalizesToNFC = try Self.normalizesToNFC(json.objectIfPresent("normalizer"), file: file)
        ignoresMerges = try model.boolIfPresent("ignore_merges") == true
        fusesUnknown = try model.boolIfPresent("fuse_unk") == true
        if let unknown = try model.stringIfPresent("unk_token") { unknownToken = tokens.firstIndex(of: Array(unknown.utf8)) }
    }

    private static func checkKind(of model: JSONObject, file: String) throws {
        // Files of older versions leave the type out; only BPE has merges.
        let type = try model.stringIfPresent("type") ?? (model["merges"] == nil ? "of no type" : "BPE")
        guard type == "BPE" else { throw TokenizationError.unsupportedModel(file: file, name: type) }
        for field in ["continuing_subword_prefix", "end_of_word_suffix"] where try model.stringIfPresent(field)?.isEmpty == false {
            throw TokenizationError.unsupportedModel(file: file, name: "BPE with \(field)")
        }
        if try model.boolIfPresent("byte_fallback") == true {
            throw TokenizationError.unsupportedModel(file: file, name: "BPE with byte_fallback")
        }
    }

    /// The decoded halves of a merge, which is one text with a space or a list of two.
    private static func halves(of merge: JSONValue) -> (left: [UInt8], right: [UInt8])? {
        switch merge {
        case .string(let text): return halves(ofText: Array(text.utf8))
        case .array(let parts):
            guard parts.count == 2, case .string(let left) = parts[0], case .string(let right) = parts[1] else { return nil }
            return (decoded(Array(left.utf8)), decoded(Array(right.utf8)))
        default: return nil
        }
    }

    /// The decoded halves of a merge written `left right`.
    static func halves(ofText text: [UInt8]) -> (left: [UInt8], right: [UInt8])? {
        let parts = text.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        return (decoded(Array(parts[0])), decoded(Array(parts[1])))
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

/// Tokens by id in the making; ids may come in any order and leave gaps.
struct TokenTable {
    let file: String
    private(set) var tokens: [[UInt8]] = []
    private(set) var kinds: [BytePairVocabulary.TokenKind] = []

    init(file: String) { self.file = file }

    mutating func set(_ id: Int, to bytes: [UInt8], _ kind: BytePairVocabulary.TokenKind) throws {
        guard (0..<BytePairVocabulary.largestSize).contains(id) else {
            throw TokenizationError.invalidField(file: file, field: "token id \(id)", reason: "is out of range")
        }
        if id >= tokens.count {
            tokens.append(contentsOf: repeatElement([], count: id + 1 - tokens.count))
            kinds.append(contentsOf: repeatElement(.unused, count: id + 1 - kinds.count))
        }
        tokens[id] = bytes
        kinds[id] = kind
    }
}
