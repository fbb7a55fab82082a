/// How much longer the steps of a tokenizer's file may make a text. Each step may multiply what the one before left, so that a file of a
/// few lines could ask for more memory than there is.
struct TextGrowth {
    /// Known files have up to five steps, which make a text up to nine times as long.
    private static let mostSteps = 64
    private static let mostTimes = 256.0

    private let file: String
    private let field: String
    private var steps = 0
    /// How many times as long a text can be by now.
    private var times = 1.0

    /// - Parameter field: what lists the steps in the file.
    init(file: String, field: String) {
        self.file = file
        self.field = field
    }

    /// Counts a step that writes one text for another.
    ///
    /// - Throws: `TokenizationError.invalidField` once it is too much.
    mutating func replace(_ old: Int, with new: Int) throws { try multiply(by: Double(new) / Double(max(old, 1))) }

    /// Counts a step that puts a text in front.
    mutating func prepend(_ count: Int) throws {
        guard Double(count) <= Self.mostTimes else {
            throw problem("puts \(count) bytes in front of a text; \(Int(Self.mostTimes)) are the most")
        }
        try multiply(by: 1)
    }

    /// Counts a step that composes characters, which at the worst makes three bytes of one.
    mutating func compose() throws { try multiply(by: 3) }

    private mutating func multiply(by factor: Double) throws {
        steps += 1
        times *= max(factor, 1)
        guard steps <= Self.mostSteps else { throw problem("has more than \(Self.mostSteps) steps") }
        guard times <= Self.mostTimes else { throw problem("may make a text more than \(Int(Self.mostTimes)) times as long") }
    }

    private func problem(_ reason: String) -> TokenizationError { .invalidField(file: file, field: field, reason: reason) }
}
