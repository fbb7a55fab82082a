import Compute
import LanguageModel
import Testing

/// Models with quantised weights, whose activations are rounded to integers where the processor multiplies those fast.
@Suite struct QuantisedModelTests {
    private static let tokens = (0..<90).map { ($0 * 37 + 11) % 300 }

    /// The largest difference of a logit is below 1 % of the row's largest.
    @Test(arguments: ["adapter", "untied"]) func logitsAreNearThoseOfTheSameWeightsAsFloats(name: String) throws {
        let quantised = InferenceSession.make(try model(name) { $0 })
        let floats = InferenceSession.make(try model(name) { try $0.asFloats() })
        let (a, b) = (quantised.newSequence(), floats.newSequence())
        var largest: Float = 0
        for token in Self.tokens {
            let found = try quantised.decode(a, token)
            largest = max(largest, try relativeError(found, floats.decode(b, token)))
        }
        #expect(largest < 0.01)
    }

    /// Prefill, one by one, and with probes beside it: the same kernels, so the same bits.
    @Test(arguments: ["adapter", "untied"]) func companyLeavesNoMark(name: String) throws {
        let session = InferenceSession.make(try model(name) { $0 })
        let alone = session.newSequence()
        let expected = try Self.tokens.map { try session.decode(alone, $0) }
        let beside = session.newSequence()
        let other = session.newSequence()
        for (index, token) in Self.tokens.enumerated() {
            let result = try session.step([
                StepRow(sequence: other, token: index % 7, logits: .all), StepRow(sequence: beside, token: token, logits: .all),
                StepRow(sequence: other, token: 9, kind: .ephemeral(visible: index), logits: .tokens([299, 3, 4, 5])),
            ])
            #expect(Array(result[1]) == expected[index], "token \(index)")
        }
        // Without integer dot products a prompt runs through other kernels than a step.
        guard !Kernels.current.isPortable else { return }
        var read = 0
        try session.prefill(session.newSequence(), tokens: Self.tokens) { index, logits in
            #expect(Array(logits) == expected[index], "token \(index) of a prompt")
            read += 1
        }
        #expect(read == Self.tokens.count)
    }

    @Test func singleLogitsAreThoseOfTheWholeRow() throws {
        let session = InferenceSession.make(try model("adapter") { $0 })
        let ids = [298, 299, 300, 301, 303, 302, 0, 1, 2, 40]
        func read(_ request: LogitsRequest) throws -> [Float] {
            let sequence = session.newSequence()
            _ = try session.prefill(sequence, tokens: [1, 2, 3], logits: .none)
            return Array(try session.step([StepRow(sequence: sequence, token: 4, logits: request)])[0])
        }
        let all = try read(.all)
        #expect(try read(.tokens(ids)) == ids.map { all[$0] })
    }

    /// After a session has repacked the weights, and before.
    @Test(arguments: [true, false]) func anotherAdapterGivesWhatAModelMadeWithItGives(isPrepared: Bool) throws {
        func logits(_ model: LoadedModel) throws -> [[Float]] {
            let session = InferenceSession.make(model)
            let sequence = session.newSequence()
            return try (Self.tokens + [301]).map { try session.decode(sequence, $0) }
        }
        let first = try model("adapter") { $0 }
        let before = isPrepared ? try logits(first) : []
        var adapter = try #require(first.adapter)
        for index in adapter.layers.indices {
            for (projection, update) in adapter.layers[index] { adapter.layers[index][projection]?.b = update.b.map { $0 * -3 } }
        }
        adapter.addedTokens?.inputRows.reverse()
        adapter.addedTokens?.outputRows.reverse()
        let replaced = try logits(first.replacing(adapter: adapter))
        #expect(try replaced == logits(model("adapter", with: adapter) { $0 }))
        #expect(replaced != before)
    }

    /// A model of the fixtures with Q8_0 weights.
    ///
    /// - Parameter adapter: instead of the fixture's own.
    private func model(
        _ name: String, with adapter: Adapter? = nil, as form: (WeightMatrix) throws -> WeightMatrix
    ) throws -> LoadedModel {
        // Its tokenizer is the base's: the adapter's tokens are added anew.
        let base = try Fixture.model(name == "adapter" ? "tied" : name)
        let adapter = try adapter ?? (name == "adapter" ? Fixture.model(name).adapter : nil)
        func quantised(_ matrix: WeightMatrix) throws -> WeightMatrix { try form(matrix.quantised()) }
        var weights = base.weights
        weights.embedding = try quantised(weights.embedding)
        weights.output = try quantised(weights.output)
        for index in weights.layers.indices {
            weights.layers[index].query = try quantised(weights.layers[index].query)
            weights.layers[index].key = try quantised(weights.layers[index].key)
            weights.layers[index].value = try quantised(weights.layers[index].value)
            weights.layers[index].attentionOutput = try quantised(weights.layers[index].attentionOutput)
            weights.layers[index].gate = try quantised(weights.layers[index].gate)
            weights.layers[index].up = try quantised(weights.layers[index].up)
            weights.layers[index].down = try quantised(weights.layers[index].down)
        }
        return try LoadedModel(
            configuration: base.configuration, weights: weights, adapter: adapter, tokenizer: base.tokenizer,
            description: base.description)
    }
}

extension WeightMatrix {
    fileprivate func floats() -> [Float] {
        var floats = [Float](repeating: 0, count: rows * columns)
        floats.withUnsafeMutableBufferPointer { floats in
            if let base = floats.baseAddress { dequantise(rows: 0..<rows, into: base) }
        }
        return floats
    }

    fileprivate func quantised() throws -> WeightMatrix {
        let bytes = try floats().withUnsafeBufferPointer { try Quantisation.quantise($0, to: .q8_0) }
        let storage = ByteStorage(count: bytes.count)
        storage.bytes.copyBytes(from: bytes)
        return try #require(
            WeightMatrix(rows: rows, columns: columns, type: .q8_0, bytes: UnsafeRawBufferPointer(storage.bytes), owner: storage))
    }

    fileprivate func asFloats() throws -> WeightMatrix {
        try #require(WeightMatrix(rows: rows, columns: columns, values: floats()))
    }
}
