/// A prompt and answers to it that an objective weighs against each other.
public struct Comparison: Sendable, Hashable {
    /// Names the row in messages.
    public var label: String
    /// The caller's own number for it.
    public var number: Int
    /// What follows the shared trunk, up to where the answers start; at least one token.
    public var prompt: [Int32]
    /// Each at least one token; what ends an answer included.
    public var answers: [[Int32]]

    public init(label: String, number: Int, prompt: [Int32], answers: [[Int32]]) {
        self.label = label
        self.number = number
        self.prompt = prompt
        self.answers = answers
    }

    /// Rows this comparison adds to a batch.
    public var rowCount: Int { prompt.count - 1 + answers.reduce(0) { $0 + $1.count } }
}

/// What a row comes to in a batch.
enum BatchItem {
    case example(Example)
    case comparison(Comparison)

    var label: String {
        switch self {
        case .example(let example): example.label
        case .comparison(let comparison): comparison.label
        }
    }

    var rowCount: Int {
        switch self {
        case .example(let example): example.rowCount
        case .comparison(let comparison): comparison.rowCount
        }
    }
}
