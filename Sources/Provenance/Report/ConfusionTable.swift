/// The confusion counts in a fixed order: sources by name, then what is named beside them.
struct ConfusionTable: Sendable, Hashable {
    /// Right sources.
    var right: [String]
    /// What debug mode named: the right sources, then other names (`none`, `several`, sources without rows).
    var named: [String]
    /// [right, named]
    var counts: [[Int]]
}

extension EvaluationReport {
    /// The confusion with a column for every row, so that the diagonal is where a reader looks for it.
    var confusionTable: ConfusionTable {
        let right = confusion.keys.sorted()
        let others = Set(confusion.values.flatMap(\.keys)).subtracting(right).sorted()
        let named = right + others
        return ConfusionTable(
            right: right, named: named, counts: right.map { row in named.map { confusion[row]?[$0] ?? 0 } })
    }
}
