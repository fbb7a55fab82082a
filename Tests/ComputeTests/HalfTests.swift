import Compute
import Testing

@Suite struct HalfTests {
    @Test func everyHalfComesBackFromItsFloat() {
        let changed = (UInt16.min...UInt16.max).filter { bits in
            let value = Half.float(bits)
            return value.isNaN ? !Half.float(Half.bits(value)).isNaN : Half.bits(value) != bits
        }
        #expect(changed.isEmpty)
    }

    @Test func halvesRoundToNearestEven() {
        // Half of the way between neighbours, and one float to each side of it.
        for bits in UInt16(0)..<0x7BFF {
            let middle = (Half.float(bits) + Half.float(bits + 1)) / 2
            let tie = bits.isMultiple(of: 2) ? bits : bits + 1
            guard Half.bits(middle) == tie, Half.bits(middle.nextDown) == bits, Half.bits(middle.nextUp) == bits + 1 else {
                Issue.record("next to half \(bits)")
                return
            }
        }
    }

    @Test func halvesOverflowToInfinity() {
        #expect(Half.bits(65519.99) == 0x7BFF)
        #expect(Half.bits(65520) == 0x7C00)
        #expect(Half.bits(-.infinity) == 0xFC00)
    }

    @Test func brainFloatsRoundToNearestEven() {
        #expect(Half.brainBits(Float(bitPattern: 0x3F80_8000)) == 0x3F80)
        #expect(Half.brainBits(Float(bitPattern: 0x3F81_8000)) == 0x3F82)
        #expect(Half.brainBits(.greatestFiniteMagnitude) == 0x7F80)
        #expect(Half.float(brain: Half.brainBits(.nan)).isNaN)
    }
}
