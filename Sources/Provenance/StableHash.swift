/// FNV-1a, 64 bits: the same for the same bytes in every run and on every machine, unlike the standard library's hash. It tells things
/// apart; it does not protect them.
public struct StableHash: Sendable {
    public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    public init() {}

    public mutating func mix(_ byte: UInt8) { mix(word: UInt64(byte)) }

    /// All bytes of a number.
    public mutating func mix(_ number: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) { mix(UInt8(truncatingIfNeeded: number >> UInt64(shift))) }
    }

    public mutating func mix(_ text: String) {
        for byte in text.utf8 { mix(byte) }
    }

    /// A number in one round, where there are millions of them.
    public mutating func mix(word: UInt64) {
        value = (value ^ word) &* 0x100_0000_01B3
    }
}
