import Foundation
import ModelFormats
import Tokenization

/// Reads a PEFT adapter folder and checks it against its base.
enum AdapterReader {
    /// - Throws: `FormatError` for what is wrong inside the folder, `LanguageModelError` for what does not fit the base.
    static func read(path: String, configuration: LlamaConfiguration) throws -> Adapter {
        let folder = try AdapterFolder(path: path)
        var layers = [[Projection: Adapter.LowRankUpdate]](repeating: [:], count: configuration.layerCount)
        for (place, update) in folder.updates.sorted(by: { $0.key < $1.key }) {
            guard let projection = Projection(rawValue: place.module), place.layer < configuration.layerCount else {
                throw LanguageModelError.unusableAdapter(
                    problem: "it changes '\(place.module)' of layer \(place.layer), which this base does not have: it belongs to another",
                    path: path)
            }
            let shape = configuration.shape(of: projection)
            try check(update.a, shape: [update.rank, shape.columns], path: path)
            try check(update.b, shape: [shape.rows, update.rank], path: path)
            layers[place.layer][projection] = Adapter.LowRankUpdate(
                rank: update.rank, scale: folder.configuration.scale, a: try update.a.floats(), b: try update.b.floats())
        }
        return Adapter(layers: layers, addedTokens: try addedTokens(folder, configuration: configuration))
    }

    private static func check(_ tensor: StoredTensor, shape: [Int], path: String) throws {
        guard tensor.shape == shape else {
            throw LanguageModelError.wrongShape(tensor: tensor.name, found: tensor.shape, expected: shape, path: path)
        }
    }

    private static func addedTokens(_ folder: AdapterFolder, configuration: LlamaConfiguration) throws -> Adapter.AddedTokens? {
        func refuse(_ problem: String) -> LanguageModelError { .unusableAdapter(problem: problem, path: folder.path) }
        guard let input = folder.inputRows else {
            if folder.outputRows != nil { throw refuse("it has output rows for tokens without input rows") }
            return nil
        }
        let first = configuration.vocabularySize
        guard input.ids == Array(first..<first + input.ids.count) else {
            throw refuse(
                "its token rows must be for the ids from \(first) on, which follow the base vocabulary; rows of base tokens cannot be replaced"
            )
        }
        try check(input.rows, shape: [input.ids.count, configuration.hiddenSize], path: folder.path)
        let output = folder.outputRows ?? input
        guard configuration.tiedEmbeddings || folder.outputRows != nil else {
            throw refuse("it has no output rows for its tokens, and the base's head is not tied to its embedding")
        }
        guard output.ids == input.ids else { throw refuse("its input and output rows are for different tokens") }
        try check(output.rows, shape: [input.ids.count, configuration.hiddenSize], path: folder.path)
        return Adapter.AddedTokens(
            firstID: first, texts: try texts(of: input.ids, folder: folder.path),
            inputRows: try input.rows.floats(), outputRows: try output.rows.floats())
    }

    /// The added tokens' texts, from `added_tokens.json` (text to id) or else from the adapter's own `tokenizer.json`.
    private static func texts(of ids: [Int], folder: String) throws -> [String] {
        let listed = URL(fileURLWithPath: folder, isDirectory: true).appendingPathComponent("added_tokens.json").relativePath
        var textsByID: [Int: String] = [:]
        if FileManager.default.fileExists(atPath: listed) {
            let object = try JSONObject(path: listed)
            for text in object.keys { textsByID[try object.int(text)] = text }
        } else if FileManager.default.fileExists(
            atPath: URL(fileURLWithPath: folder, isDirectory: true).appendingPathComponent("tokenizer.json").relativePath)
        {
            let tokenizer = try Tokenizer(contentsOf: folder)
            for id in ids { textsByID[id] = String(validating: tokenizer.bytes(of: id), as: UTF8.self) }
        }
        return try ids.map { id in
            guard let text = textsByID[id], !text.isEmpty else {
                throw LanguageModelError.unusableAdapter(
                    problem: "the text of token \(id) is not known; added_tokens.json must map it", path: folder)
            }
            return text
        }
    }
}
