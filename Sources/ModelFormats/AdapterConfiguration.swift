import Foundation

/// What a PEFT `adapter_config.json` says about a LoRA adapter.
public struct AdapterConfiguration: Sendable, Equatable {
    /// `r`.
    public var rank: Int
    /// `lora_alpha`.
    public var alpha: Double
    /// `use_rslora`: the scale is `alpha / sqrt(rank)` instead of `alpha / rank`.
    public var usesRankStabilisedScaling: Bool
    /// `target_modules`: names or endings of names; empty when a file gives a pattern instead of a list.
    public var targetModules: [String]
    /// `trainable_token_indices` of the embedding: ids whose rows the adapter replaces.
    public var inputTokenIDs: [Int]
    /// The same of the output head; empty when it is tied or has no rows of its own.
    public var outputTokenIDs: [Int]
    /// `base_model_name_or_path`.
    public var baseModel: String?

    public init(
        rank: Int, alpha: Double, usesRankStabilisedScaling: Bool = false, targetModules: [String] = [],
        inputTokenIDs: [Int] = [], outputTokenIDs: [Int] = [], baseModel: String? = nil
    ) {
        self.rank = rank
        self.alpha = alpha
        self.usesRankStabilisedScaling = usesRankStabilisedScaling
        self.targetModules = targetModules
        self.inputTokenIDs = inputTokenIDs
        self.outputTokenIDs = outputTokenIDs
        self.baseModel = baseModel
    }

    /// The factor of the update `B(A x)`.
    public var scale: Float {
        Float(alpha / (usesRankStabilisedScaling ? Double(rank).squareRoot() : Double(rank)))
    }

    /// - Throws: `FormatError` for another kind of adapter, and for LoRA variants that would compute something else than `scale * B(A x)`.
    public init(_ object: JSONObject) throws {
        let kind = try object.string("peft_type")
        guard kind == "LORA" else {
            throw object.problem("peft_type", "is \(FormatError.quoted(kind)), only 'LORA' adapters are supported")
        }
        try Self.refuseVariants(object)
        rank = try object.int("r")
        guard rank > 0 else { throw object.problem("r", "is \(rank), not a positive rank") }
        alpha = try object.double("lora_alpha")
        usesRankStabilisedScaling = try object.boolIfPresent("use_rslora") ?? false
        if case .string = object["target_modules"] {
            targetModules = []
        } else {
            targetModules = try object.stringsIfPresent("target_modules") ?? []
        }
        baseModel = try object.stringIfPresent("base_model_name_or_path")
        (inputTokenIDs, outputTokenIDs) = try Self.tokenIDs(object)
    }

    /// `trainable_token_indices` is a list for the embedding, or a dictionary by module.
    private static func tokenIDs(_ object: JSONObject) throws -> (input: [Int], output: [Int]) {
        let key = "trainable_token_indices"
        guard let value = object[key], value != .null else { return ([], []) }
        guard case .object = value else { return (try checked(object.ints(key), object, key), []) }
        let modules = try object.object(key)
        var input: [Int] = []
        var output: [Int] = []
        for name in modules.keys {
            let ids = try checked(modules.ints(name), modules, name)
            switch name.split(separator: ".").last {
            case "embed_tokens": input = ids
            case "lm_head": output = ids
            default: throw modules.problem(name, "is not a module whose rows can be replaced", advice: "use 'embed_tokens' and 'lm_head'")
            }
        }
        return (input, output)
    }

    private static func checked(_ ids: [Int], _ object: JSONObject, _ key: String) throws -> [Int] {
        guard ids.allSatisfy({ $0 >= 0 && $0 < 1 << 31 }), Set(ids).count == ids.count else {
            throw object.problem(key, "holds a token id that is negative, too large or there twice")
        }
        return ids
    }

    private static func refuseVariants(_ object: JSONObject) throws {
        let flags = ["use_dora", "use_qalora", "fan_in_fan_out", "lora_bias"]
        for key in flags where try object.boolIfPresent(key) ?? false { throw unsupported(object, key) }
        let structures = [
            "rank_pattern", "alpha_pattern", "modules_to_save", "layer_replication", "target_parameters", "alora_invocation_tokens",
            "arrow_config", "use_bdlora", "kasa_config", "monteclora_config", "velora_config",
        ]
        for key in structures {
            switch object[key] {
            case nil, .null?, .bool(false)?, .array([])?: continue
            case .object(let value)? where value.members.isEmpty: continue
            default: throw unsupported(object, key)
            }
        }
        if let bias = try object.stringIfPresent("bias"), bias != "none" { throw unsupported(object, "bias") }
        // These change the base weights when training starts, so that the saved update fits none but the changed base.
        if case .string(let start)? = object["init_lora_weights"] {
            let harmful = ["pissa", "olora", "corda", "lora_ga", "loftq"]
            if harmful.contains(where: { start.hasPrefix($0) }) {
                throw object.problem(
                    "init_lora_weights", "is \(FormatError.quoted(start)), which is not supported",
                    advice: "convert the adapter to plain LoRA with PEFT's path_initial_model_for_weight_conversion")
            }
        }
    }

    private static func unsupported(_ object: JSONObject, _ key: String) -> FormatError {
        object.problem(key, "asks for a kind of adapter that is not supported", advice: "use plain LoRA without it")
    }

    /// The file as PEFT reads it.
    var json: JSONObject {
        var tokens = JSONValue.null
        let input = JSONValue.array(inputTokenIDs.map(JSONValue.int))
        if !outputTokenIDs.isEmpty {
            let output = JSONValue.array(outputTokenIDs.map(JSONValue.int))
            tokens = .object(JSONObject([.init("embed_tokens", input), .init("lm_head", output)]))
        } else if !inputTokenIDs.isEmpty {
            tokens = input
        }
        return JSONObject([
            .init("peft_type", .string("LORA")),
            .init("task_type", .string("CAUSAL_LM")),
            .init("base_model_name_or_path", baseModel.map(JSONValue.string) ?? .null),
            .init("r", .int(rank)),
            .init("lora_alpha", Int(exactly: alpha).map(JSONValue.int) ?? .number(alpha)),
            .init("lora_dropout", .number(0)),
            .init("use_rslora", .bool(usesRankStabilisedScaling)),
            .init("bias", .string("none")),
            .init("fan_in_fan_out", .bool(false)),
            .init("inference_mode", .bool(true)),
            .init("target_modules", .array(targetModules.map(JSONValue.string))),
            .init("trainable_token_indices", tokens),
        ])
    }
}
