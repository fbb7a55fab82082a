import ModelFormats

extension PieceDecoding {
    /// What a `tokenizer.json` states under `decoder`.
    ///
    /// - Throws: `TokenizationError.unknownDecoder` rather than a guess.
    init(json: JSONObject?, file: String) throws {
        guard let json else { throw TokenizationError.unknownDecoder(file: file, name: "none") }
        replacements = []
        readsBytePieces = false
        var isFused = false
        for step in try PreTokenizer.steps(of: json, listedUnder: "decoders") {
            let type = try step.stringIfPresent("type") ?? "of no type"
            switch type {
            case "Replace" where !isFused:
                guard let (mark, text) = try PieceNormalizer.replacement(step) else {
                    throw TokenizationError.unknownDecoder(file: file, name: "Replace by an expression")
                }
                replacements.append(Replacement(mark: mark, text: text))
            case "ByteFallback" where !isFused: readsBytePieces = true
            case "Fuse": isFused = true
            case "Strip" where isFused: leadingSpace = .stripped(try Self.strippedSpaces(step, file: file))
            case "Metaspace" where !isFused:
                let metaspace = try PieceNormalizer.Metaspace(json: step, file: file)
                replacements.append(Replacement(mark: metaspace.mark, text: PieceNormalizer.space))
                leadingSpace = metaspace.scheme == .never ? .kept : .removedFromFirstToken
            default: throw TokenizationError.unknownDecoder(file: file, name: type)
            }
        }
        var growth = TextGrowth(file: file, field: "decoder")
        for replacement in replacements { try growth.replace(replacement.mark.count, with: replacement.text.count) }
    }

    private static func strippedSpaces(_ step: JSONObject, file: String) throws -> Int {
        let start = try step.int("start")
        guard try step.string("content") == " ", try step.int("stop") == 0, start >= 0 else {
            throw TokenizationError.unknownDecoder(file: file, name: "Strip of other text than spaces at the start")
        }
        return start
    }

    /// The decoder as a `tokenizer.json` states it.
    var json: JSONValue {
        let bytes: [JSONValue] = readsBytePieces ? [.step("ByteFallback")] : []
        if leadingSpace == .removedFromFirstToken, let last = replacements.last {
            let metaspace = JSONValue.step(
                "Metaspace", ("replacement", .text(last.mark)), ("prepend_scheme", .string("first")), ("split", .bool(true)))
            let steps = replacements.dropLast().map { JSONValue.replace($0.mark, with: $0.text) } + bytes + [metaspace]
            return steps.count > 1 ? .step("Sequence", ("decoders", .array(steps))) : metaspace
        }
        var steps = replacements.map { JSONValue.replace($0.mark, with: $0.text) } + bytes + [.step("Fuse")]
        if case .stripped(let count) = leadingSpace, count > 0 {
            steps.append(.step("Strip", ("content", .string(" ")), ("start", .int(count)), ("stop", .int(0))))
        }
        return .step("Sequence", ("decoders", .array(steps)))
    }
}
