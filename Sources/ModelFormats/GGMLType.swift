import Compute

/// The element types of GGUF files by number: the ones that can be computed with, and the names and block sizes of the others.
///
/// Numbers, names and sizes as in the reference `gguf` package 0.19.
enum GGMLType {
    static func elementType(_ number: UInt32) -> ElementType? {
        ElementType.allCases.first { self.number($0) == number }
    }

    static func number(_ type: ElementType) -> UInt32 {
        switch type {
        case .f32: 0
        case .f16: 1
        case .q4_0: 2
        case .q4_1: 3
        case .q5_0: 6
        case .q5_1: 7
        case .q8_0: 8
        case .q4_K: 12
        case .q5_K: 13
        case .q6_K: 14
        case .bf16: 30
        }
    }

    /// The name, elements and bytes of a block of a type that can only be listed.
    static func listed(_ number: UInt32) -> (name: String, blockElements: Int, blockBytes: Int)? {
        switch number {
        case 9: ("Q8_1", 32, 40)
        case 10: ("Q2_K", 256, 84)
        case 11: ("Q3_K", 256, 110)
        case 15: ("Q8_K", 256, 292)
        case 16: ("IQ2_XXS", 256, 66)
        case 17: ("IQ2_XS", 256, 74)
        case 18: ("IQ3_XXS", 256, 98)
        case 19: ("IQ1_S", 256, 50)
        case 20: ("IQ4_NL", 32, 18)
        case 21: ("IQ3_S", 256, 110)
        case 22: ("IQ2_S", 256, 82)
        case 23: ("IQ4_XS", 256, 136)
        case 24: ("I8", 1, 1)
        case 25: ("I16", 1, 2)
        case 26: ("I32", 1, 4)
        case 27: ("I64", 1, 8)
        case 28: ("F64", 1, 8)
        case 29: ("IQ1_M", 256, 56)
        case 34: ("TQ1_0", 256, 54)
        case 35: ("TQ2_0", 256, 66)
        case 39: ("MXFP4", 32, 17)
        case 40: ("NVFP4", 64, 36)
        case 41: ("Q1_0", 128, 18)
        default: nil
        }
    }
}
