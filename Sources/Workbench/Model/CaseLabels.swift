import Provenance

/// The labels of all cases, each name once: what a filter asks about labels is found out for the names, and looked up for the cases.
struct CaseLabels: Equatable, Sendable {
    private var names: [String] = []
    private var numbers: [String: Int] = [:]
    /// The numbers of one case's labels after those of the other.
    private var all: [Int] = []
    /// Where each case's numbers end.
    private var ends: [Int] = []

    init(_ cases: [Case] = []) {
        ends.reserveCapacity(cases.count)
        for one in cases { append(one.labels) }
    }

    private mutating func append(_ labels: [String]) {
        for label in labels {
            if let number = numbers[label] {
                all.append(number)
            } else {
                numbers[label] = names.count
                all.append(names.count)
                names.append(label)
            }
        }
        ends.append(all.count)
    }

    /// The list changed. A name that no case has any more is kept: there are few of them.
    mutating func follow(_ moves: CaseMoves) {
        let (before, ended) = (all, ends)
        all.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        for place in moves.cases.indices {
            guard let old = moves.origins[place], moves.hasSame({ $0.labels }, at: place) else {
                append(moves.cases[place].labels)
                continue
            }
            all += before[(old > 0 ? ended[old - 1] : 0)..<ended[old]]
            ends.append(all.count)
        }
    }

    private func numbers(_ index: Int) -> ArraySlice<Int> { all[(index > 0 ? ends[index - 1] : 0)..<ends[index]] }

    /// Every label that a case has, by name.
    var inUse: [String] { Set(all).map { names[$0] }.sorted() }

    /// Tells whether a case has labels that begin so, all of them.
    ///
    /// - Parameter beginnings: in lower case.
    func beginning(with beginnings: [String]) -> (Int) -> Bool {
        let folded = names.map { $0.lowercased() }
        let fitting = beginnings.map { beginning in folded.map { $0.hasPrefix(beginning) } }
        return { index in fitting.allSatisfy { fits in numbers(index).contains { fits[$0] } } }
    }

    /// Tells how far a case's labels are from the word at a place.
    func distances(of words: [SearchedWord]) -> (Int, Int) -> Int? {
        let texts = names.map { Array($0.lowercased().utf8) }
        let known = words.map { word in texts.map { $0.withUnsafeBufferPointer { word.distance(in: $0) } } }
        guard known.contains(where: { $0.contains { $0 != nil } }) else { return { _, _ in nil } }
        return { index, word in numbers(index).lazy.compactMap { known[word][$0] }.min() }
    }
}
