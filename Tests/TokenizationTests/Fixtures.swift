import Foundation
import ModelFormats
import Tokenization

/// The files that `make_fixtures.py` wrote with the reference implementation.
enum Fixtures {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/tokenization")

    /// One tokenizer for each pre-tokenizer, by the name of its folder.
    static let kinds = ["gpt2", "smollm", "llama3", "qwen2", "tekken", "ggufDefault"]

    static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    static func tokenizer(_ kind: String) throws -> Tokenizer {
        try Tokenizer(contentsOf: path("tokenizers/\(kind)"))
    }

    static func json(_ name: String) throws -> JSONObject { try JSONObject(path: path(name)) }

    /// A folder of its own for a test that writes, removed afterwards.
    static func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tokenization-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }
}

extension JSONValue {
    var ints: [Int] {
        guard case .array(let values) = self else { return [] }
        return values.compactMap { if case .int(let value) = $0 { value } else { nil } }
    }

    var text: String? { if case .string(let text) = self { text } else { nil } }

    var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
}
