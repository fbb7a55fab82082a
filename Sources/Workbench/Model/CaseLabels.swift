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
        for label in labels { all.append(number(label)) }
        ends.append(all.count)
    }

    private mutating func number(_ label: String) -> Int {
        // Where many cases get a label, the one before got it too.
        if let last = all.last, names[last] == label { return last }
        if let number = numbers[label] { return number }
        numbers[label] = names.count
        names.append(label)
        return names.count - 1
    }

    /// The list changed. A name that no case has any more is kept: there are few of them.
    mutating func follow(_ moves: CaseMoves) {
        let (before, ended) = (all, ends)
        all.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        all.reserveCapacity(before.count)
        ends.reserveCapacity(moves.cases.count)
        for place in moves.cases.indices {
            // The labels that it had are mostly its first ones still.
            let known = moves.origins[place].map { ($0 > 0 ? ended[$0 - 1] : 0)..<ended[$0] } ?? 0..<0
            if moves.isCopy(place) {
                for old in known { all.append(before[old]) }
            } else {
                for (old, label) in moves.cases[place].labels.enumerated() {
                    let isKnown = old < known.count && names[before[known.lowerBound + old]] == label
                    all.append(isKnown ? before[known.lowerBound + old] : number(label))
                }
            }
            ends.append(all.count)
        }
    }

    private func numbers(_ index: Int) -> ArraySlice<Int> { all[(index > 0 ? ends[index - 1] : 0)..<ends[index]] }

    /// Every label that a case has, by name.
    var inUse: [String] {
        var isUsed = Array(repeating: false, count: names.count)
        for number in all { isUsed[number] = true }
        return names.indices.filter { isUsed[$0] }.map { names[$0] }.sorted()
    }

    /// Tells whether a case has labels that begin so, all of them.
    ///
    /// - Parameter beginnings: in lower case.
    func beginning(with beginnings: [String]) -> (Int) -> Bool {
        let folded = names.map { $0.lowercased() }
        let fitting = beginnings.map { beginning in folded.map { $0.hasPrefix(beginning) } }
        return { index in fitting.allSatisfy { fits in numbers(index).contains { fits[$0] } } }
    }

    /// How far every case's labels are from words.
    func distances(of words: [SearchedWord]) -> LabelDistances {
        let texts = names.map { Array($0.lowercased().utf8) }
        let known = words.map { word in texts.map { $0.withUnsafeBufferPointer { word.distance(in: $0) } } }
        return LabelDistances(known: known.map { $0.contains { $0 != nil } ? $0 : [] }, all: all, ends: ends)
    }
}

/// How far the labels of cases are from the words of a filter.
struct LabelDistances {
    /// By word and by number of the label; nothing for a word that no label holds.
    fileprivate let known: [[Int?]]
    fileprivate let all: [Int]
    fileprivate let ends: [Int]

    /// Whether there is a label that holds the word at a place.
    func hasAny(_ word: Int) -> Bool { !known[word].isEmpty }

    /// How far the nearest label of a case is from the word at a place; nil where none holds it.
    func distance(_ index: Int, _ word: Int) -> Int? {
        var nearest: Int?
        for place in (index > 0 ? ends[index - 1] : 0)..<ends[index] {
            guard let distance = known[word][all[place]] else { continue }
            nearest = min(distance, nearest ?? distance)
        }
        return nearest
    }
}
