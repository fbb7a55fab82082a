import Compute
import Foundation

/// A PEFT LoRA adapter: `adapter_config.json` and `adapter_model.safetensors`.
///
/// Besides the low-rank updates it may hold whole new rows for some tokens of the embedding and the output head. PEFT names
/// those tensors "delta", but they replace the base's rows (peft 0.21, `TrainableTokensLayer`).
public struct AdapterFolder: Sendable {
    /// A linear map inside a decoder layer.
    public struct Place: Sendable, Hashable, Comparable {
        public let layer: Int
        /// As in Hugging Face checkpoints: "self_attn.q_proj".
        public let module: String

        public init(layer: Int, module: String) {
            self.layer = layer
            self.module = module
        }

        public static func < (first: Place, second: Place) -> Bool {
            (first.layer, first.module) < (second.layer, second.module)
        }
    }

    /// `y += scale * B(A x)`.
    public struct LowRankUpdate: Sendable {
        /// [rank, input features].
        public let a: StoredTensor
        /// [output features, rank].
        public let b: StoredTensor

        public var rank: Int { a.shape[0] }
        public var inputFeatures: Int { a.shape[1] }
        public var outputFeatures: Int { b.shape[0] }
    }

    /// Rows that replace those of the base.
    public struct TokenRows: Sendable {
        public let ids: [Int]
        /// [ids.count, hidden].
        public let rows: StoredTensor
    }

    public let path: String
    public let configuration: AdapterConfiguration
    public let updates: [Place: LowRankUpdate]
    public let inputRows: TokenRows?
    /// nil when the head is tied to the embedding, or its rows are the base's.
    public let outputRows: TokenRows?

    /// - Throws: `FormatError`, which names file and tensor.
    public init(path: String) throws {
        self.path = path
        let folder = FolderReader(path: path)
        try folder.requireFolder()
        let advice = "give a PEFT adapter folder"
        configuration = try AdapterConfiguration(JSONObject(path: folder.require(AdapterNames.configurationFile, advice: advice)))
        let file = try SafetensorsFile(path: folder.require(AdapterNames.tensorFile, advice: advice))
        var downs: [Place: StoredTensor] = [:]
        var ups: [Place: StoredTensor] = [:]
        var tokens: [AdapterNames.TokenModule: StoredTensor] = [:]
        for name in file.tensorNames {
            let tensor = try file.tensor(name)
            switch AdapterNames.parse(name) {
            case .a(let place)?: downs[place] = tensor
            case .b(let place)?: ups[place] = tensor
            case .tokenRows(let module)?: tokens[module] = tensor
            case nil:
                throw tensor.problem(
                    "is not part of a plain LoRA adapter of a decoder's layers",
                    advice: "train new token rows as trainable_token_indices, not as whole matrices")
            }
        }
        updates = try Self.pairs(downs, ups, rank: configuration.rank)
        inputRows = try Self.rows(tokens[.embedding], ids: configuration.inputTokenIDs, file: file.path, module: .embedding)
        // PEFT writes the rows of a tied head once, under the embedding, whatever the configuration lists.
        let headIDs =
            tokens[.head] == nil && configuration.outputTokenIDs == configuration.inputTokenIDs ? [] : configuration.outputTokenIDs
        outputRows = try Self.rows(tokens[.head], ids: headIDs, file: file.path, module: .head)
    }

    private static func pairs(_ downs: [Place: StoredTensor], _ ups: [Place: StoredTensor], rank: Int) throws -> [Place: LowRankUpdate] {
        // In order, so that of several errors the same one is always told.
        for (place, b) in ups.sorted(by: { $0.key < $1.key }) where downs[place] == nil { throw b.problem("has no lora_A to go with it") }
        var updates: [Place: LowRankUpdate] = [:]
        for (place, a) in downs.sorted(by: { $0.key < $1.key }) {
            guard let b = ups[place] else { throw a.problem("has no lora_B to go with it") }
            guard a.shape.count == 2, a.shape[0] == rank, b.shape.count == 2, b.shape[1] == rank else {
                throw a.problem(
                    "has shape \(a.shape) and its lora_B \(b.shape), which is not rank \(rank) as \(AdapterNames.configurationFile) says")
            }
            updates[place] = LowRankUpdate(a: a, b: b)
        }
        return updates
    }

    private static func rows(_ tensor: StoredTensor?, ids: [Int], file: String, module: AdapterNames.TokenModule) throws -> TokenRows? {
        guard let tensor else {
            guard ids.isEmpty else {
                throw FormatError(
                    file: file, place: "tensor \(FormatError.quoted(AdapterNames.tokenRows(module)))",
                    problem: "is missing, though \(AdapterNames.configurationFile) lists \(ids.count) trainable tokens")
            }
            return nil
        }
        guard tensor.shape.count == 2, tensor.shape[0] == ids.count else {
            throw tensor.problem("has shape \(tensor.shape), but \(AdapterNames.configurationFile) lists \(ids.count) trainable tokens")
        }
        return TokenRows(ids: ids, rows: tensor)
    }
}

/// The names inside a PEFT adapter folder.
enum AdapterNames {
    static let configurationFile = "adapter_config.json"
    static let tensorFile = "adapter_model.safetensors"
    private static let layers = "base_model.model.model.layers."

    enum TokenModule: String {
        case embedding = "model.embed_tokens"
        case head = "lm_head"
    }

    enum Role: Equatable {
        case a(AdapterFolder.Place)
        case b(AdapterFolder.Place)
        case tokenRows(TokenModule)
    }

    static func a(_ place: AdapterFolder.Place) -> String { "\(layers)\(place.layer).\(place.module).lora_A.weight" }

    static func b(_ place: AdapterFolder.Place) -> String { "\(layers)\(place.layer).\(place.module).lora_B.weight" }

    static func tokenRows(_ module: TokenModule) -> String { "base_model.model.\(module.rawValue).token_adapter.trainable_tokens_delta" }

    static func parse(_ name: String) -> Role? {
        if name == tokenRows(.embedding) { return .tokenRows(.embedding) }
        if name == tokenRows(.head) { return .tokenRows(.head) }
        guard name.hasPrefix(layers) else { return nil }
        let parts = name.dropFirst(layers.count).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 4, let layer = Int(parts[0]), layer >= 0, String(layer) == parts[0], parts.last == "weight" else { return nil }
        let place = AdapterFolder.Place(layer: layer, module: parts[1..<parts.count - 2].joined(separator: "."))
        switch parts[parts.count - 2] {
        case "lora_A": return .a(place)
        case "lora_B": return .b(place)
        default: return nil
        }
    }
}
