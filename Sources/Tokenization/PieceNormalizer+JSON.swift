import ModelFormats

extension PieceNormalizer {
    /// What a `tokenizer.json` states under `normalizer` and `pre_tokenizer`.
    ///
    /// - Throws: `TokenizationError.unknownNormalizer` and `.unknownPreTokenizer` rather than a guess.
    init(normalizer: JSONObject?, preTokenizer: JSONObject?, file: String) throws {
        let listed = try normalizer.map { try PreTokenizer.steps(of: $0, listedUnder: "normalizers") } ?? []
        steps = try listed.map { try Self.step($0, file: file) }
        metaspace = nil
        if let preTokenizer { try read(preTokenizer, file: file) }
        try checkGrowth(file: file)
    }

    private mutating func read(_ preTokenizer: JSONObject, file: String) throws {
        let cuts = try PreTokenizer.steps(of: preTokenizer, listedUnder: "pretokenizers")
        guard cuts.count == 1 else {
            let names = try cuts.map { try $0.stringIfPresent("type") ?? "of no type" }
            throw TokenizationError.unknownPreTokenizer(file: file, name: names.joined(separator: ", "))
        }
        if try cuts[0].stringIfPresent("type") == "Metaspace" {
            metaspace = try Metaspace(json: cuts[0], file: file)
        } else if try !cutsNothing(cuts[0]) {
            throw TokenizationError.unknownPreTokenizer(file: file, name: try cuts[0].stringIfPresent("type") ?? "of no type")
        }
    }

    private func checkGrowth(file: String) throws {
        var growth = TextGrowth(file: file, field: "normalizer")
        for step in steps {
            switch step {
            case .prepend(let text): try growth.prepend(text.count)
            case .replace(let old, let new): try growth.replace(old.count, with: new.count)
            case .composed: try growth.compose()
            }
        }
        guard let metaspace else { return }
        try growth.replace(PieceNormalizer.space.count, with: metaspace.mark.count)
        if metaspace.scheme != .never { try growth.prepend(metaspace.mark.count) }
    }

    private static func step(_ json: JSONObject, file: String) throws -> Step {
        let type = try json.stringIfPresent("type") ?? "of no type"
        switch type {
        case "Prepend": return .prepend(Array(try json.string("prepend").utf8))
        case "NFC": return .composed
        case "Replace":
            guard let (pattern, content) = try replacement(json) else {
                throw TokenizationError.unknownNormalizer(file: file, name: "Replace by an expression")
            }
            return .replace(pattern, with: content)
        default: throw TokenizationError.unknownNormalizer(file: file, name: type)
        }
    }

    /// Pattern and content of a `Replace` step; nil when the pattern is no plain text.
    static func replacement(_ json: JSONObject) throws -> (pattern: [UInt8], content: [UInt8])? {
        guard let pattern = try json.object("pattern").stringIfPresent("String"), !pattern.isEmpty else { return nil }
        return (Array(pattern.utf8), Array(try json.string("content").utf8))
    }

    /// Gemma's files cut at spaces after replacing all of them.
    private func cutsNothing(_ json: JSONObject) throws -> Bool {
        guard try json.stringIfPresent("type") == "Split", try json.objectIfPresent("pattern")?.stringIfPresent("String") == " ",
            case .replace(Self.space, let content)? = steps.last
        else { return false }
        return !content.contains(0x20)
    }

    /// The normalizer as a `tokenizer.json` states it.
    var normalizerJSON: JSONValue {
        let steps = steps.map { step -> JSONValue in
            switch step {
            case .prepend(let text): .step("Prepend", ("prepend", .text(text)))
            case .replace(let old, let new): .replace(old, with: new)
            case .composed: .step("NFC")
            }
        }
        return steps.count > 1 ? .step("Sequence", ("normalizers", .array(steps))) : steps.first ?? .null
    }

    /// The pre-tokenizer as a `tokenizer.json` states it.
    var preTokenizerJSON: JSONValue {
        guard let metaspace else { return .null }
        return .step(
            "Metaspace", ("replacement", .text(metaspace.mark)), ("prepend_scheme", .string(metaspace.scheme.rawValue)),
            ("split", .bool(metaspace.splits)))
    }
}

extension PieceNormalizer.Metaspace {
    /// - Throws: `FormatError` for what is missing or of the wrong type, `TokenizationError.invalidField` for a scheme not known.
    init(json: JSONObject, file: String) throws {
        mark = Array(try json.string("replacement").utf8)
        guard mark.count > 0 else {
            throw TokenizationError.invalidField(file: file, field: "Metaspace replacement", reason: "is empty")
        }
        // Files of older versions only say whether there is a space in front at all.
        let usual = try json.boolIfPresent("add_prefix_space") == false ? "never" : "always"
        let name = try json.stringIfPresent("prepend_scheme") ?? usual
        guard let scheme = Scheme(rawValue: name) else {
            throw TokenizationError.invalidField(
                file: file, field: "Metaspace prepend_scheme \"\(name)\"", reason: "is none of first, always and never")
        }
        self.scheme = scheme
        splits = try json.boolIfPresent("split") ?? true
    }
}

extension JSONValue {
    /// A step of a `tokenizer.json`.
    static func step(_ type: String, _ settings: (String, JSONValue)...) -> JSONValue {
        .object(JSONObject([.init("type", .string(type))] + settings.map { .init($0.0, $0.1) }))
    }

    static func text(_ bytes: [UInt8]) -> JSONValue { .string(String(decoding: bytes, as: UTF8.self)) }

    static func replace(_ old: [UInt8], with new: [UInt8]) -> JSONValue {
        .step("Replace", ("pattern", .object(JSONObject([.init("String", .text(old))]))), ("content", .text(new)))
    }
}
