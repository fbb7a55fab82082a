import Provenance

/// Which verdicts the list shows.
public enum VerdictFacet: CaseIterable, Equatable, Sendable {
    case all, failing, passing, notJudged

    var name: String {
        switch self {
        case .all: "all"
        case .failing: "failing"
        case .passing: "passing"
        case .notJudged: "not judged"
        }
    }

    var next: VerdictFacet {
        let all = VerdictFacet.allCases
        let index = all.firstIndex(of: self) ?? 0
        return all[(index + 1) % all.count]
    }

    func admits(_ verdict: Verdict?) -> Bool {
        switch (self, verdict) {
        case (.all, _), (.failing, .failing), (.passing, .passing), (.notJudged, .notJudged), (.notJudged, nil): true
        default: false
        }
    }
}

/// The cases, what of them is shown, and where the selection stands. What is shown is kept as a list of indices, so that a
/// frame looks at the rows on the screen only.
public struct CaseList: Equatable, Sendable {
    public private(set) var cases: [Case] = []
    /// Lower-case text of each case that the filter looks at.
    private var haystacks: [[UInt8]] = []
    public private(set) var filter = ""
    public internal(set) var verdictFacet: VerdictFacet = .all
    /// Index of the source that is shown; nil for all.
    public internal(set) var sourceFacet: Int?
    /// Indices of the cases shown, in order.
    public private(set) var shown: [Int] = []
    /// Place of the selection in `shown`.
    public private(set) var selection = 0
    /// The first row on the screen, as a place in `shown`.
    public private(set) var top = 0

    init(_ cases: [Case] = []) {
        self.cases = cases
        haystacks = cases.map(CaseList.haystack)
        shown = Array(cases.indices)
    }

    var selected: Int? { shown.indices.contains(selection) ? shown[selection] : nil }

    mutating func append(_ added: Case) {
        cases.append(added)
        haystacks.append(CaseList.haystack(added))
    }

    /// Chooses what is shown and keeps the selected case selected where that is possible.
    ///
    /// - Parameter outcome: what is known about a case, for the facets.
    mutating func refresh(filter newFilter: String? = nil, outcome: (Int) -> Outcome?) {
        // The same filter again may show more: cases were added, or a facet was taken away.
        let narrows = newFilter.map { $0 != filter && $0.hasPrefix(filter) } ?? false
        let kept = selected
        if let newFilter { filter = newFilter }
        let words = filter.lowercased().split(separator: " ").map { Array($0.utf8) }
        let candidates = narrows && verdictFacet == .all && sourceFacet == nil ? shown : Array(cases.indices)
        shown = candidates.filter { index in
            if verdictFacet != .all || sourceFacet != nil {
                let known = outcome(index)
                guard verdictFacet.admits(known?.verdict) else { return false }
                if let sourceFacet, known?.source != sourceFacet { return false }
            }
            return words.allSatisfy { CaseList.contains(haystacks[index], $0) }
        }
        selection = kept.flatMap { index in firstPlace(of: index) } ?? min(selection, max(shown.count - 1, 0))
    }

    mutating func select(case index: Int) {
        if let place = firstPlace(of: index) { selection = place }
    }

    mutating func move(by step: Int) {
        select(place: selection + min(max(step, -shown.count), shown.count))
    }

    mutating func select(place: Int) {
        selection = min(max(place, 0), max(shown.count - 1, 0))
    }

    /// Moves the window so that the selection is inside it and no row is wasted.
    mutating func settle(rows: Int) {
        let rows = max(rows, 1)
        if selection < top { top = selection }
        if selection >= top + rows { top = selection - rows + 1 }
        top = min(max(top, 0), max(shown.count - rows, 0))
    }

    /// `shown` is in rising order, so the place is found by halving.
    private func firstPlace(of index: Int) -> Int? {
        var (low, high) = (0, shown.count)
        while low < high {
            let middle = (low + high) / 2
            if shown[middle] < index { low = middle + 1 } else { high = middle }
        }
        return shown.indices.contains(low) && shown[low] == index ? low : nil
    }

    private static func haystack(_ shown: Case) -> [UInt8] {
        Array(([shown.id, shown.prompt] + shown.labels).joined(separator: "\n").lowercased().utf8)
    }

    private static func contains(_ haystack: [UInt8], _ needle: [UInt8]) -> Bool {
        guard let first = needle.first else { return true }
        guard haystack.count >= needle.count else { return false }
        return haystack.withUnsafeBufferPointer { haystack in
            needle.withUnsafeBufferPointer { needle in
                for start in 0...(haystack.count - needle.count) where haystack[start] == first {
                    var length = 1
                    while length < needle.count, haystack[start + length] == needle[length] { length += 1 }
                    if length == needle.count { return true }
                }
                return false
            }
        }
    }
}
