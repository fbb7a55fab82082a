/// The classes of characters that pre-tokenizers tell apart, disjoint in this order of the reference's expressions.
package enum CharacterClass: UInt8, Sendable {
    /// Everything else: punctuation, symbols, marks, controls, unassigned.
    case other
    /// General category L (`\p{L}`).
    case letter
    /// General category N (`\p{N}`): decimal digits, letter numbers and other numbers.
    case number
    /// The White_Space property (`\s`).
    case space
    /// White space that ends a line in the reference's expressions: carriage return and line feed.
    case newline
    /// General category P (`\p{P}`) and the ASCII symbols `$+<=>^~|`, which one rule sets apart.
    case punctuation

    /// The class of a scalar.
    package static func of(_ scalar: Unicode.Scalar) -> CharacterClass {
        scalar.value < 0x10000 ? basicPlane[Int(scalar.value)] : classify(scalar)
    }

    /// The first plane in full: asking the standard library for a category takes longer than the rest of a scan.
    private static let basicPlane: [CharacterClass] = (0..<0x10000).map { (value: UInt32) in
        Unicode.Scalar(value).map(classify) ?? .other
    }

    private static let newestVersion = 16

    /// The reference's tables are of Unicode 16; what came later is unassigned to it, and to the models.
    static func isKnownToTheReference(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.age.map { $0.major <= newestVersion } ?? false
    }

    private static func classify(_ scalar: Unicode.Scalar) -> CharacterClass {
        switch scalar {
        case "\n", "\r": return .newline
        case "$", "+", "<", "=", ">", "^", "~", "|": return .punctuation
        default: break
        }
        guard isKnownToTheReference(scalar) else { return .other }
        let properties = scalar.properties
        if properties.isWhitespace { return .space }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
        case .decimalNumber, .letterNumber, .otherNumber: return .number
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            return .punctuation
        default: return .other
        }
    }

    package var isSpace: Bool { self == .space || self == .newline }
    /// Neither space nor letter nor number (`[^\s\p{L}\p{N}]`).
    var isSymbol: Bool { self == .other || self == .punctuation }
}
