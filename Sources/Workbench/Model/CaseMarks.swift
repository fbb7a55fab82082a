/// Which cases a person marked.
struct CaseMarks: Equatable, Sendable {
    private var flags: [Bool]
    private(set) var count = 0

    init(caseCount: Int = 0) { flags = Array(repeating: false, count: caseCount) }

    var isEmpty: Bool { count == 0 }

    subscript(index: Int) -> Bool {
        get { flags.indices.contains(index) && flags[index] }
        set {
            guard flags.indices.contains(index), flags[index] != newValue else { return }
            flags[index] = newValue
            count += newValue ? 1 : -1
        }
    }

    /// The marked ones in the order of the file.
    var indices: [Int] { isEmpty ? [] : flags.indices.filter { flags[$0] } }

    /// The list changed: marks stay with their cases.
    mutating func follow(_ moves: CaseMoves) {
        guard !isEmpty else { return self = CaseMarks(caseCount: moves.cases.count) }
        flags = moves.origins.map { origin in origin.map { flags[$0] } ?? false }
        count = flags.count { $0 }
    }
}
