import ModelFormats

extension PreTokenizer {
    /// The rule that a `tokenizer.json` states under `pre_tokenizer`, recognised by its content.
    ///
    /// - Throws: `TokenizationError.unknownPreTokenizer` rather than a guess.
    init(json: JSONObject, file: String) throws {
        let steps = try Self.steps(of: json, listedUnder: "pretokenizers").map(Self.name)
        guard let known = Self.allCases.first(where: { $0.stepNames == steps }) ?? (steps == Self.gpt2AsSplit ? .gpt2 : nil) else {
            throw TokenizationError.unknownPreTokenizer(file: file, name: steps.joined(separator: ", "))
        }
        self = known
    }

    /// The steps of a sequence, or the one step that is no sequence.
    static func steps(of json: JSONObject, listedUnder key: String) throws -> [JSONObject] {
        guard try json.stringIfPresent("type") == "Sequence" else { return [json] }
        return try json.array(key).map { step in
            guard case .object(let object) = step else { throw json.problem(key, "holds something that is not an object") }
            return object
        }
    }

    /// A step's type with the settings that change what it does.
    private static func name(_ step: JSONObject) throws -> String {
        let type = try step.stringIfPresent("type") ?? "of no type"
        switch type {
        case "ByteLevel":
            if try step.boolIfPresent("add_prefix_space") == true { return "ByteLevel with add_prefix_space" }
            return try step.boolIfPresent("use_regex") == false ? byteLevel : byteLevelWithExpression
        case "Digits":
            return try step.boolIfPresent("individual_digits") == true ? singleDigits : type
        case "Split":
            let behavior = try step.stringIfPresent("behavior") ?? ""
            let isInverted = try step.boolIfPresent("invert") == true
            let expression = try step.objectIfPresent("pattern")?.stringIfPresent("Regex") ?? ""
            // For an expression that matches everything, to keep each match apart and to remove all but the matches are one.
            if (behavior == "Isolated" && !isInverted) || (behavior == "Removed" && isInverted) { return split(expression) }
            return "Split \(behavior) by \(expression)"
        default: return type
        }
    }

    private static let byteLevel = "ByteLevel"
    private static let byteLevelWithExpression = "ByteLevel with its own expression"
    private static let singleDigits = "Digits one by one"
    private static func split(_ expression: String) -> String { "Split by \(expression)" }

    private var stepNames: [String] {
        switch self {
        case .gpt2: [Self.byteLevelWithExpression]
        case .smollm: [Self.singleDigits, Self.byteLevelWithExpression]
        case .llama3, .qwen2, .tekken, .ggufDefault: expressions.map(Self.split) + [Self.byteLevel]
        }
    }

    /// GPT-2's rule as some exporters write it out.
    private static let gpt2AsSplit = [split(gpt2Expression), byteLevel]

    /// The expressions that cut one after the other, for the rules that are stated so.
    private var expressions: [String] {
        switch self {
        case .gpt2, .smollm: []
        case .llama3: [Self.wordExpression(numbers: #"\p{N}{1,3}"#)]
        case .qwen2: [Self.wordExpression(numbers: #"\p{N}"#)]
        case .tekken: [Self.caseExpression]
        case .ggufDefault: [#"[\p{P}\$\+<=>\^~\|]+"#, Self.gpt2Expression, #"\p{N}+"#, "[0-9][0-9][0-9]"]
        }
    }

    private static let gpt2Expression = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

    private static func wordExpression(numbers: String) -> String {
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"# + numbers
            + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    }

    private static let caseExpression: String = {
        let (upper, lower) = (#"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"#, #"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"#)
        let front = #"[^\r\n\p{L}\p{N}]?"#
        let words = front + upper + "*" + lower + "+|" + front + upper + "+" + lower + "*"
        return words + #"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    }()

    /// The rule as a `tokenizer.json` states it.
    var json: JSONValue {
        let bytes = Self.step(
            "ByteLevel", ("add_prefix_space", .bool(false)), ("trim_offsets", .bool(true)), ("use_regex", .bool(expressions.isEmpty)))
        var steps = expressions.map { expression in
            Self.step(
                "Split", ("pattern", .object(JSONObject([.init("Regex", .string(expression))]))), ("behavior", .string("Isolated")),
                ("invert", .bool(false)))
        }
        if self == .smollm { steps.append(Self.step("Digits", ("individual_digits", .bool(true)))) }
        return steps.isEmpty ? bytes : Self.step("Sequence", ("pretokenizers", .array(steps + [bytes])))
    }

    private static func step(_ type: String, _ settings: (String, JSONValue)...) -> JSONValue {
        .object(JSONObject([.init("type", .string(type))] + settings.map { .init($0.0, $0.1) }))
    }
}
