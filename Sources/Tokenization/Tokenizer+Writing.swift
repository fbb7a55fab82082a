import Foundation
import ModelFormats

extension Tokenizer {
    /// Writes `tokenizer.json` and `tokenizer_config.json` as Hugging Face libraries read them, added special tokens
    /// included, with the same ids.
    ///
    /// - Parameter path: a folder that exists.
    /// - Throws: `TokenizationError.ambiguousToken` when two tokens would be written alike; `FormatError` when the
    ///   folder cannot be written.
    public func write(toFolder path: String) throws {
        let folder = URL(fileURLWithPath: path, isDirectory: true)
        let files = [
            ("tokenizer.json", JSONWriter.text(try tokenizerJSON())),
            ("tokenizer_config.json", JSONWriter.text(configurationJSON(), indented: true)),
        ]
        for (name, text) in files { try AtomicFile.write(text, to: folder.appendingPathComponent(name).path) }
    }

    private func tokenizerJSON() throws -> JSONValue {
        let texts = try writtenTexts()
        let added = vocabulary.tokens.indices.filter(vocabulary.isWhole).map { id in
            Self.object(
                ("id", .int(id)), ("content", .string(texts[id])), ("single_word", .bool(false)), ("lstrip", .bool(false)),
                ("rstrip", .bool(false)), ("normalized", .bool(false)), ("special", .bool(isSpecial(id))))
        }
        let stages = vocabulary.stagesJSON
        return Self.object(
            ("version", .string("1.0")), ("truncation", .null), ("padding", .null), ("added_tokens", .array(added)),
            ("normalizer", stages.normalizer), ("pre_tokenizer", stages.preTokenizer), ("post_processor", postProcessorJSON(texts)),
            ("decoder", stages.decoder), ("model", modelJSON(texts)))
    }

    /// Every token stands in the model's vocabulary, special ones too: a reader gives ids to those that do not by
    /// counting, which goes wrong when special tokens come first or ids are left free.
    private func modelJSON(_ texts: [String]) -> JSONValue {
        let entries = texts.enumerated().filter { !$1.isEmpty }.map { JSONObject.Member($1, .int($0)) }
        let settings = vocabulary.modelSettings
        // Older readers know only `left right`, which a text with a space in it cannot be half of.
        let asPairs = settings.merges.contains { texts[Int($0.left)].contains(" ") || texts[Int($0.right)].contains(" ") }
        let merges = settings.merges.map { merge -> JSONValue in
            let (left, right) = (texts[Int(merge.left)], texts[Int(merge.right)])
            return asPairs ? .array([.string(left), .string(right)]) : .string(left + " " + right)
        }
        return Self.object(
            ("type", .string("BPE")), ("dropout", .null),
            ("unk_token", vocabulary.unknownToken.map { .string(texts[$0]) } ?? .null),
            ("continuing_subword_prefix", .null), ("end_of_word_suffix", .null), ("fuse_unk", .bool(settings.fusesUnknown)),
            ("byte_fallback", .bool(settings.usesBytePieces)), ("ignore_merges", .bool(settings.ignoresMerges)),
            ("vocab", .object(JSONObject(entries))), ("merges", .array(merges)))
    }

    /// The text of each token by id as the file holds it, empty for free ids.
    func writtenTexts() throws -> [String] {
        var seen: Set<[UInt8]> = []
        return try vocabulary.tokens.indices.map { id in
            let text = vocabulary.writtenText(of: id)
            guard text.isEmpty || seen.insert(Array(text.utf8)).inserted else { throw TokenizationError.ambiguousToken(text: text) }
            return text
        }
    }

    private func postProcessorJSON(_ texts: [String]) -> JSONValue {
        guard addsBeginOfText, let begin = beginOfText else { return vocabulary.stagesJSON.postProcessor }
        let name = JSONValue.string(texts[begin])
        let special = Self.object(("SpecialToken", Self.object(("id", name), ("type_id", .int(0)))))
        let sequences = ["A", "B"].enumerated().map { index, id in
            Self.object(("Sequence", Self.object(("id", .string(id)), ("type_id", .int(index)))))
        }
        let token = Self.object(("id", name), ("ids", .array([.int(begin)])), ("tokens", .array([name])))
        return Self.object(
            ("type", .string("TemplateProcessing")), ("single", .array([special, sequences[0]])),
            ("pair", .array([special, sequences[0], special, sequences[1]])),
            ("special_tokens", Self.object((texts[begin], token))))
    }

    private func configurationJSON() -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("tokenizer_class", .string("PreTrainedTokenizerFast")), ("clean_up_tokenization_spaces", .bool(false)),
        ]
        for (key, id) in [("bos_token", beginOfText), ("eos_token", endOfText), ("pad_token", padding)] {
            members.append((key, id.map { .string(String(decoding: bytes(of: $0), as: UTF8.self)) } ?? .null))
        }
        members.append(("add_bos_token", .bool(addsBeginOfText)))
        if let chatTemplateText { members.append(("chat_template", .string(chatTemplateText))) }
        return .object(JSONObject(members.map { .init($0.0, $0.1) }))
    }

    private static func object(_ members: (String, JSONValue)...) -> JSONValue {
        .object(JSONObject(members.map { .init($0.0, $0.1) }))
    }
}
