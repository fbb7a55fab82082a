import Compute
import Testing

@Suite struct QuantisationTests {
    @Test(arguments: [ElementType.f16, .bf16, .q8_0])
    func packsToTheReferencesBytes(type: ElementType) throws {
        let packed = try Quantisation.quantise(Fixtures.floats("quantise.floats"), to: type)
        #expect(packed == (try Fixtures.bytes("quantise.\(type.rawValue)")))
    }

    @Test func floatsKeepTheirBits() throws {
        #expect(try Quantisation.quantise([1, -2.5], to: .f32) == [0, 0, 128, 63, 0, 0, 32, 192])
    }

    @Test func blocksTooSmallForAScaleBecomeZero() throws {
        let values = [Float](repeating: 0, count: 31) + [Float.leastNonzeroMagnitude]
        #expect(try Quantisation.quantise(values, to: .q8_0).prefix(2) == [0, 0])
    }

    @Test func whatCannotBePackedIsAnError() {
        #expect(throws: Quantisation.Failure.unsupported(.q4_0)) {
            try Quantisation.quantise([Float](repeating: 0, count: 32), to: .q4_0)
        }
        #expect(throws: Quantisation.Failure.partialBlock(elements: 31, type: .q8_0)) {
            try Quantisation.quantise([Float](repeating: 0, count: 31), to: .q8_0)
        }
        #expect(throws: Quantisation.Failure.notFinite(index: 33, type: .q8_0)) {
            try Quantisation.quantise([Float](repeating: 0, count: 33) + [.nan] + [Float](repeating: 0, count: 30), to: .q8_0)
        }
    }
}
