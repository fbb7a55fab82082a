extension PreTokenizer {
    /// The rule that a GGUF file names in `tokenizer.ggml.pre`, with what goes along with it.
    ///
    /// Names that share a rule are listed as llama.cpp groups them.
    ///
    /// - Returns: nil for a name that is not known.
    static func named(inGGUF name: String) -> (rule: PreTokenizer, ignoresMerges: Bool, normalizesToNFC: Bool)? {
        switch name {
        case "gpt-2", "gpt2", "phi-2", "mpt", "olmo", "jais": (.gpt2, false, false)
        case "smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b": (.smollm, false, false)
        case "llama-bpe", "llama3", "llama-v3": (.llama3, true, false)
        case "qwen2": (.qwen2, false, true)
        case "default": (.ggufDefault, false, false)
        default: nil
        }
    }
}

extension PreTokenizer {
    /// The rule that a `tokenizer.json` states under `pre_tokenizer`, recognised by its content.
    ///
    /// - Throws: `TokenizationError.unknownPreTokenizer` rather than a guess.
    init(json: JSONValue, file: String) throws {
        let steps = json["type"]?.text == "Sequence" ? json["pretokenizers"]?.elements ?? [] : [json]
        let names = steps.map(Self.name)
        switch names {
        case ["ByteLevel(regex)"]: self = .gpt2
        case ["Digits(individual)", "ByteLevel(regex)"]: self = .smollm
        case ["Split(\(Self.llama3Expression))", "ByteLevel"]: self = .llama3
        case ["Split(\(Self.qwen2Expression))", "ByteLevel"]: self = .qwen2
        case ["Split(\(Self.gpt2Expression))", "ByteLevel"]: self = .gpt2
        case Self.ggufDefaultExpressions.map { "Split(\($0))" } + ["ByteLevel"]: self = .ggufDefault
        default: throw TokenizationError.unknownPreTokenizer(file: file, name: names.joined(separator: ", "))
        }
    }

    /// A step's type with the settings that change what it does.
    private static func name(_ step: JSONValue) -> String {
        let type = step["type"]?.text ?? "of no type"
        switch type {
        case "ByteLevel":
            if step["add_prefix_space"]?.flag == true { return "ByteLevel(add_prefix_space)" }
            return step["use_regex"]?.flag == false ? "ByteLevel" : "ByteLevel(regex)"
        case "Digits":
            return step["individual_digits"]?.flag == true ? "Digits(individual)" : "Digits"
        case "Split":
            // Keeping what matches apart, and removing what does not match, are the same for expressions that match everything.
            let behavior = step["behavior"]?.text ?? ""
            let keepsMatches = (behavior == "Isolated") != (behavior == "Removed" && step["invert"]?.flag == true)
            guard keepsMatches, let expression = step["pattern"]?["Regex"]?.text else { return "Split(\(behavior))" }
            return "Split(\(expression))"
        default: return type
        }
    }

    /// How the rule is stated in a `tokenizer.json`.
    var json: String {
        let split = { (expression: String) in
            #"{"type":"Split","pattern":{"Regex":\#(JSONText.quoted(expression))},"behavior":"Isolated","invert":false}"#
        }
        let bytes = { (usesExpression: Bool) in
            #"{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":\#(usesExpression)}"#
        }
        let sequence = { (steps: [String]) in #"{"type":"Sequence","pretokenizers":[\#(steps.joined(separator: ","))]}"# }
        switch self {
        case .gpt2: return bytes(true)
        case .smollm: return sequence([#"{"type":"Digits","individual_digits":true}"#, bytes(true)])
        case .llama3: return sequence([split(Self.llama3Expression), bytes(false)])
        case .qwen2: return sequence([split(Self.qwen2Expression), bytes(false)])
        case .ggufDefault: return sequence(Self.ggufDefaultExpressions.map(split) + [bytes(false)])
        }
    }

    private static let gpt2Expression = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
    private static let llama3Expression = wordExpression(numbers: #"\p{N}{1,3}"#)
    private static let qwen2Expression = wordExpression(numbers: #"\p{N}"#)
    private static let ggufDefaultExpressions = [#"[\p{P}\$\+<=>\^~\|]+"#, gpt2Expression, #"\p{N}+"#, "[0-9][0-9][0-9]"]

    private static func wordExpression(numbers: String) -> String {
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"# + numbers
            + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    }
}
