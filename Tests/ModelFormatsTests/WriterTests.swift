import Compute
import Foundation
import ModelFormats
import Testing

/// What the writers write is byte for byte what `check_writers.py` has read with the reference packages.
///
/// With `FORMATS_RECORD` in the environment the files are written anew; run the script on them before committing.
@Suite struct WriterTests {
    static let values: [Float] = (0..<64).map { Float($0) * 0.375 - 11 }

    private func compare(_ names: [String], _ write: (String) throws -> Void) throws {
        if ProcessInfo.processInfo.environment["FORMATS_RECORD"] != nil {
            try FileManager.default.createDirectory(atPath: Fixture.path("written"), withIntermediateDirectories: true)
            try write(Fixture.path("written"))
        }
        let temporary = try TemporaryFolder()
        try write(temporary.path)
        for name in names {
            let written = [UInt8](try Data(contentsOf: URL(fileURLWithPath: temporary.file(name))))
            #expect(written == (try Fixture.bytes("written/\(name)")), "\(name)")
        }
    }

    @Test func ggufIsWhatTheReferenceReads() throws {
        try compare(["all.gguf"]) { folder in
            let blocks = try GGUFFile(path: Fixture.path("tiny.gguf")).tensor("blocks").withBytes { [UInt8]($0) }
            try GGUFWriter.write(
                metadata: [
                    ("general.architecture", .text("llama")), ("general.alignment", .uint32(64)), ("test.int8", .int8(-5)),
                    ("test.uint16", .uint16(65000)), ("test.int64", .int64(-1 << 60)), ("test.uint64", .uint64(1 << 63)),
                    ("test.float32", .float32(0.25)), ("test.float64", .float64(1e-300)), ("test.bool", .bool(true)),
                    ("test.tokens", .array(GGUFArray(strings: [Array("<s>".utf8), Array("é".utf8), []]))),
                    ("test.types", .array(GGUFArray(int32: [3, 1, -1]))), ("test.scores", .array(GGUFArray(float32: [0, -1.5]))),
                    ("test.nested", .array(GGUFArray(arrays: [GGUFArray(int32: [1, 2]), GGUFArray(int32: [3])]))),
                ],
                tensors: [
                    TensorPayload(name: "plain", shape: [3, 5], values: Array(Self.values.prefix(15))),
                    TensorPayload(name: "half", shape: [2, 8], values: Array(Self.values.prefix(16)), as: .f16),
                    TensorPayload(name: "brain", shape: [4], values: Array(Self.values.prefix(4)), as: .bf16),
                    TensorPayload(name: "blocks", shape: [3, 64], type: .q8_0, bytes: blocks),
                ], to: folder + "/all.gguf")
        }
    }

    @Test func safetensorsAreWhatTheReferenceReads() throws {
        try compare(["all.safetensors"]) { folder in
            try SafetensorsWriter.write(
                [
                    TensorPayload(name: "plain", shape: [3, 5], values: Array(Self.values.prefix(15))),
                    TensorPayload(name: "half \"é\"\n", shape: [2, 3], values: Array(Self.values.prefix(6)), as: .f16),
                    TensorPayload(name: "brain", shape: [4], values: Array(Self.values.prefix(4)), as: .bf16),
                    TensorPayload(name: "single", shape: [], values: [1.5]),
                    TensorPayload(name: "empty", shape: [0, 4], values: []),
                ], metadata: ["format": "pt", "note": "naïve \u{7}"], to: folder + "/all.safetensors")
        }
    }

    private static func updates(rank: Int) -> [AdapterFolder.Place: AdapterWriter.LowRankUpdate] {
        var updates: [AdapterFolder.Place: AdapterWriter.LowRankUpdate] = [:]
        for layer in 0..<2 {
            for (module, input, output) in [("self_attn.q_proj", 8, 8), ("mlp.down_proj", 16, 8)] {
                let a = (0..<rank * input).map { Float($0 + layer) * 0.25 }
                let b = (0..<output * rank).map { Float($0 - layer) * -0.5 }
                updates[.init(layer: layer, module: module)] = .init(inputFeatures: input, outputFeatures: output, a: a, b: b)
            }
        }
        return updates
    }

    @Test(arguments: ["adapter-tied", "adapter-untied"]) func adaptersAreWhatPEFTLoads(name: String) throws {
        try compare(["\(name)/adapter_config.json", "\(name)/adapter_model.safetensors"]) { folder in
            let isTied = name == "adapter-tied"
            let configuration = AdapterConfiguration(
                rank: 2, alpha: 6, usesRankStabilisedScaling: !isTied, inputTokenIDs: [12, 13], outputTokenIDs: isTied ? [] : [12, 13])
            let rows = Array(Self.values.prefix(16))
            let writer = AdapterWriter(
                configuration: configuration, updates: Self.updates(rank: 2), inputRows: rows, outputRows: isTied ? [] : rows.map { -$0 })
            try writer.write(to: "\(folder)/\(name)", as: isTied ? .f32 : .f16)
        }
    }

    @Test func adaptersReadBackAsTheyWereWritten() throws {
        let adapter = try AdapterFolder(path: Fixture.path("written/adapter-untied"))
        let updates = Self.updates(rank: 2)
        #expect(Set(adapter.updates.keys) == Set(updates.keys))
        for (place, update) in adapter.updates {
            #expect(try update.a.floats() == updates[place]?.a)
            #expect(try update.b.floats() == updates[place]?.b)
        }
        #expect(adapter.configuration.targetModules == ["down_proj", "q_proj"])
        #expect(try adapter.inputRows?.rows.floats() == Array(Self.values.prefix(16)))
        #expect(try adapter.outputRows?.rows.floats() == Self.values.prefix(16).map { -$0 })
    }

    @Test func anAdapterOfSomeLayersNamesThemWhole() throws {
        let temporary = try TemporaryFolder()
        var updates = Self.updates(rank: 2)
        updates[.init(layer: 0, module: "mlp.down_proj")] = nil
        try AdapterWriter(configuration: AdapterConfiguration(rank: 2, alpha: 2), updates: updates).write(to: temporary.path)
        let modules = try AdapterFolder(path: temporary.path).configuration.targetModules
        #expect(modules == ["model.layers.0.self_attn.q_proj", "model.layers.1.mlp.down_proj", "model.layers.1.self_attn.q_proj"])
    }

    @Test func aGGUFReadsBackAsItWasWritten() throws {
        let source = try GGUFFile(path: Fixture.path("tiny.gguf"))
        let temporary = try TemporaryFolder()
        let names = source.tensorNames.filter { $0 != "integers" }
        try GGUFWriter.write(
            metadata: source.metadataKeys.compactMap { key in source.metadata[key].map { (key, $0) } },
            tensors: names.map { TensorPayload(try source.tensor($0)) }, to: temporary.file("copy.gguf"))
        let copy = try GGUFFile(path: temporary.file("copy.gguf"))
        #expect(copy.metadata == source.metadata)
        #expect(copy.metadataKeys == source.metadataKeys)
        for name in names {
            #expect(try copy.tensor(name).withBytes { [UInt8]($0) } == source.tensor(name).withBytes { [UInt8]($0) })
            #expect(try copy.tensor(name).shape == source.tensor(name).shape)
        }
    }

    @Test func payloadsOfTheWrongSizeAreRefusedAndLeaveNothing() throws {
        let temporary = try TemporaryFolder()
        let cases: [(TensorPayload, String)] = [
            (TensorPayload(name: "a", shape: [3], values: [1]), "out, tensor 'a': brought 4 of its 12 bytes."),
            (TensorPayload(name: "a", shape: [1], values: [1, 2]), "out, tensor 'a': brought more than its 4 bytes."),
            (TensorPayload(name: "a", shape: [-1], values: []), "out, tensor 'a': cannot have shape [-1] as F32."),
            (TensorPayload(name: "a", shape: [33], type: .q8_0, bytes: []), "out, tensor 'a': cannot have shape [33] as Q8_0."),
        ]
        for (payload, words) in cases {
            #expect(temporary.words { try GGUFWriter.write(metadata: [], tensors: [payload], to: temporary.file("out")) } == words)
        }
        #expect(try temporary.names.isEmpty)
    }

    @Test func namesAreTakenOnce() throws {
        let temporary = try TemporaryFolder()
        let tensor = TensorPayload(name: "a", shape: [1], values: [1])
        let words = "out, tensor 'a': the name is taken."
        #expect(temporary.words { try SafetensorsWriter.write([tensor, tensor], to: temporary.file("out")) } == words)
        #expect(temporary.words { try GGUFWriter.write(metadata: [], tensors: [tensor, tensor], to: temporary.file("out")) } == words)
    }

    @Test func safetensorsHoldNoBlocks() throws {
        let temporary = try TemporaryFolder()
        let tensor = TensorPayload(name: "a", shape: [32], type: .q8_0, bytes: [UInt8](repeating: 0, count: 34))
        #expect(
            temporary.words { try SafetensorsWriter.write([tensor], to: temporary.file("out")) }
                == "out, tensor 'a': safetensors files cannot hold Q8_0; unpack it to F32, F16 or BF16 first.")
    }
}
