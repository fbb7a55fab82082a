import Foundation
import ModelFormats

extension Tokenizer {
    /// Reads a Hugging Face `tokenizer.json`, and what lies beside it: `tokenizer_config.json` (begin, end and padding
    /// tokens, chat template) and `chat_template.jinja`.
    ///
    /// - Parameter path: the file, or the folder that it is in.
    /// - Throws: `FormatError` or `TokenizationError`; both name the file and the field.
    public init(contentsOf path: String) throws {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        let given = URL(fileURLWithPath: path)
        let file = exists && isFolder.boolValue ? given.appendingPathComponent("tokenizer.json") : given
        let json = try JSONObject(path: file.path)
        self.init(try Vocabulary(tokenizerJSON: json, file: file.path))
        addsBeginOfText = try Self.startsWithSpecial(json.objectIfPresent("post_processor"))
        try readConfiguration(inFolder: file.deletingLastPathComponent())
    }

    /// Whether the post-processor puts a special token in front of a text.
    private static func startsWithSpecial(_ processor: JSONObject?) throws -> Bool {
        guard let processor else { return false }
        return try PreTokenizer.steps(of: processor, listedUnder: "processors").contains { step in
            guard try step.stringIfPresent("type") == "TemplateProcessing" else { return false }
            guard case .object(let first)? = try step.arrayIfPresent("single")?.first else { return false }
            return first["SpecialToken"] != nil
        }
    }

    private mutating func readConfiguration(inFolder folder: URL) throws {
        let file = folder.appendingPathComponent("tokenizer_config.json").path
        if FileManager.default.fileExists(atPath: file) {
            let json = try JSONObject(path: file)
            beginOfText = try token(statedIn: json, "bos_token")
            endOfText = try token(statedIn: json, "eos_token")
            padding = try token(statedIn: json, "pad_token")
            if let adds = try json.boolIfPresent("add_bos_token") { addsBeginOfText = adds }
            if let end = endOfText { stopTokens.insert(end) }
            chatTemplateText = try Self.chatTemplate(statedIn: json)
        }
        let template = folder.appendingPathComponent("chat_template.jinja").path
        if FileManager.default.fileExists(atPath: template) {
            let mapped = try MappedFile(path: template)
            chatTemplateText = withExtendedLifetime(mapped) { String(decoding: mapped.bytes, as: UTF8.self) }
        }
        addsBeginOfText = addsBeginOfText && beginOfText != nil
    }

    /// The id of a token that is stated as its text, or as an object that holds it.
    private func token(statedIn json: JSONObject, _ key: String) throws -> Int? {
        switch json[key] {
        case nil, .null?: return nil
        case .string(let text)?: return specialToken(text)
        case .object(let object)?: return try object.stringIfPresent("content").flatMap(specialToken)
        default: throw json.problem(key, "is neither a token nor an object that holds one")
        }
    }

    /// A template that is stated as its text, or in a list of named ones as `default`.
    private static func chatTemplate(statedIn json: JSONObject) throws -> String? {
        guard case .array(let templates)? = json["chat_template"] else { return try json.stringIfPresent("chat_template") }
        for case .object(let template) in templates where try template.stringIfPresent("name") == "default" {
            return try template.stringIfPresent("template")
        }
        return nil
    }
}
