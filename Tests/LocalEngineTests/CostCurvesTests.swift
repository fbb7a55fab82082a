import LocalEngine
import Testing

/// The curves are measurements; what can be tested is that they run to their end and hold the points that the context has room for.
@Suite struct CostCurvesTests {
    @Test(arguments: [true, false]) func theyReachAsFarAsTheContext(hasTags: Bool) throws {
        let model = try TinyEngine.model()
        var announced = 0
        let result = try CostCurves(model: model, manifest: hasTags ? TinyEngine.manifest : nil, threads: 2).run { _ in announced += 1 }
        let limit = model.configuration.maximumPositions
        #expect(result.decodeByContext.map(\.size) == [128, 256, 512, 1_024, 2_048, 4_096, 8_192].filter { $0 <= limit })
        #expect(result.tracedDecodeByContext.count == result.decodeByContext.count)
        #expect(!result.givenByLength.isEmpty && result.judgingByCases.map(\.cases) == [1, 2, 4, 8, 16, 32, 64])
        #expect(announced == result.decodeByContext.count + result.givenByLength.count + result.judgingByCases.count)
    }
}
