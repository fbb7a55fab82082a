import Foundation

extension Tokenizer {
    /// Reads a Hugging Face `tokenizer.json`, and what lies beside it: `tokenizer_config.json` (ids of begin, end and
    /// padding, chat template) and `chat_template.jinja`.
    ///
    /// - Parameter path: the file, or the folder that it is in.
    /// - Throws: `TokenizationError`, which names the file and the field.
    public init(contentsOf path: String) throws {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        let file = exists && isFolder.boolValue ? (path as NSString).appendingPathComponent("tokenizer.json") : path
        let folder = (file as NSString).deletingLastPathComponent
        let json = try JSONReader.read(contentsOf: file)
        self.init(try BytePairVocabulary(tokenizerJSON: json, file: file))
        addsBeginOfText = Self.postProcessorAddsSpecial(json["post_processor"])
        try readConfiguration(inFolder: folder)
    }

    /// Whether the post-processor puts a special token in front of a text.
    private static func postProcessorAddsSpecial(_ processor: JSONValue?) -> Bool {
        let steps = processor?["type"]?.text == "Sequence" ? processor?["processors"]?.elements ?? [] : [processor].compactMap { $0 }
        return steps.contains { $0["type"]?.text == "TemplateProcessing" && $0["single"]?.elements?.first?["SpecialToken"] != nil }
    }

    private mutating func readConfiguration(inFolder folder: String) throws {
        let path = { (name: String) in (folder as NSString).appendingPathComponent(name) }
        let configuration = path("tokenizer_config.json")
        if FileManager.default.fileExists(atPath: configuration) {
            let json = try JSONReader.read(contentsOf: configuration)
            beginOfText = statedToken(json["bos_token"])
            endOfText = statedToken(json["eos_token"])
            padding = statedToken(json["pad_token"])
            if let adds = json["add_bos_token"]?.flag { addsBeginOfText = adds }
            if let end = endOfText { stopTokens.insert(end) }
            chatTemplateText = json["chat_template"].flatMap(Self.templateText)
        }
        if let text = try? String(contentsOfFile: path("chat_template.jinja"), encoding: .utf8) { chatTemplateText = text }
        addsBeginOfText = addsBeginOfText && beginOfText != nil
    }

    /// The id of a token stated as its text, or as an object that holds it.
    private func statedToken(_ json: JSONValue?) -> Int? {
        (json?.text ?? json?["content"]?.text).flatMap(specialToken)
    }

    /// A template stated as its text, or in a list of named ones as `default`.
    private static func templateText(_ json: JSONValue) -> String? {
        json.text ?? json.elements?.first { $0["name"]?.text == "default" }?["template"]?.text
    }
}

extension BytePairVocabulary {
    /// The vocabulary that a `tokenizer.json` holds.
    init(tokenizerJSON json: JSONValue, file: String) throws {
        let invalid = { TokenizationError.invalidField(file: file, field: $0, reason: $1) }
        guard let model = json["model"] else { throw invalid("model", "is missing") }
        // Files of older versions leave the type out.
        let type = model["type"]?.text ?? (model["merges"] == nil ? "unknown" : "BPE")
        guard type == "BPE" else { throw TokenizationError.unsupportedModel(file: file, name: type) }
        for field in ["continuing_subword_prefix", "end_of_word_suffix"] where !(model[field]?.bytes ?? []).isEmpty {
            throw TokenizationError.unsupportedModel(file: file, name: "BPE with \(field)")
        }
        if model["byte_fallback"]?.flag == true { throw TokenizationError.unsupportedModel(file: file, name: "BPE with byte_fallback") }
        guard let entries = model["vocab"]?.members else { throw invalid("model.vocab", "is missing or no object") }

        var table = TokenTable(file: file)
        for entry in entries {
            guard let id = entry.value.integer else { throw invalid("model.vocab", "has an id that is no number") }
            try table.set(id, to: ByteLevelAlphabet.decode(entry.key) ?? entry.key, .ordinary)
        }
        for (index, added) in (json["added_tokens"]?.elements ?? []).enumerated() {
            guard let id = added["id"]?.integer, let text = added["content"]?.bytes else {
                throw invalid("added_tokens[\(index)]", "lacks id or content")
            }
            try table.set(id, to: text, added["special"]?.flag == true ? .special : .added)
        }
        let merges = try (model["merges"]?.elements ?? []).enumerated().map { rank, merge in
            guard let halves = Self.halves(of: merge) else { throw invalid("model.merges[\(rank)]", "is not two tokens") }
            return halves
        }
        guard let rule = json["pre_tokenizer"] else { throw invalid("pre_tokenizer", "is missing") }
        try self.init(
            tokens: table.tokens, kinds: table.kinds, merges: merges, preTokenizer: PreTokenizer(json: rule, file: file), file: file)
        normalizesToNFC = try Self.normalizesToNFC(json["normalizer"], file: file)
        ignoresMerges = model["ignore_merges"]?.flag == true
        fusesUnknown = model["fuse_unk"]?.flag == true
        if let unknown = model["unk_token"]?.bytes { unknownToken = tokens.firstIndex(of: unknown) }
    }

    /// The decoded halves of a merge, which is one text with a space or a list of two.
    private static func halves(of merge: JSONValue) -> (left: [UInt8], right: [UInt8])? {
        if let text = merge.bytes { return halves(ofText: text) }
        guard let parts = merge.elements, parts.count == 2, let left = parts[0].bytes, let right = parts[1].bytes else { return nil }
        return (ByteLevelAlphabet.decode(left) ?? left, ByteLevelAlphabet.decode(right) ?? right)
    }

    /// The decoded halves of a merge written `left right`.
    static func halves(ofText text: [UInt8]) -> (left: [UInt8], right: [UInt8])? {
        let parts = text.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        return (ByteLevelAlphabet.decode(parts[0]) ?? Array(parts[0]), ByteLevelAlphabet.decode(parts[1]) ?? Array(parts[1]))
    }

    private static func normalizesToNFC(_ normalizer: JSONValue?, file: String) throws -> Bool {
        guard let normalizer, !normalizer.isNull else { return false }
        let steps = normalizer["type"]?.text == "Sequence" ? normalizer["normalizers"]?.elements ?? [] : [normalizer]
        for step in steps where step["type"]?.text != "NFC" {
            throw TokenizationError.unknownNormalizer(file: file, name: step["type"]?.text ?? "of no type")
        }
        return !steps.isEmpty
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
            throw TokenizationError.invalidField(file: file, field: "id \(id)", reason: "is out of range")
        }
        while tokens.count <= id {
            tokens.append([])
            kinds.append(.unused)
        }
        tokens[id] = bytes
        kinds[id] = kind
    }
}
