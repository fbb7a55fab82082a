import Provenance

/// Which verdicts the list shows.
public enum VerdictFacet: String, CaseIterable, Equatable, Codable, Sendable {
    case all, failing, passing
    case notJudged = "not judged"
    case cannotRun = "cannot run"

    var name: String { rawValue }

    func admits(_ outcome: Outcome?) -> Bool {
        switch self {
        case .all: return true
        case .cannotRun: return outcome?.failure != nil
        case .failing, .passing, .notJudged: break
        }
        guard outcome?.failure == nil else { return false }
        return switch (self, outcome?.verdict) {
        case (.failing, .failing), (.passing, .passing), (.notJudged, .notJudged), (.notJudged, nil): true
        default: false
        }
    }
}

/// The cases, what of them is shown and in which order, which are marked, and where the selection stands. What is shown is
/// kept as a list of indices, so that a frame looks at the rows on the screen only.
public struct CaseList: Equatable, Sendable {
    public private(set) var cases: [Case] = []
    private var text = CaseText()
    public private(set) var filter = ""
    public internal(set) var verdictFacet: VerdictFacet = .all
    /// Index of the source that is shown; nil for all.
    public internal(set) var sourceFacet: Int?
    public internal(set) var order: CaseOrder = .file
    /// Ids of the cases that a person marked.
    public internal(set) var marked: Set<String> = []
    /// Indices of the cases shown, in order.
    public private(set) var shown: [Int] = []
    /// Place of the selection in `shown`.
    public private(set) var selection = 0
    /// The first row on the screen, as a place in `shown`.
    public private(set) var top = 0

    init(_ cases: [Case] = []) {
        self.cases = cases
        text = CaseText(cases)
        shown = Array(cases.indices)
    }

    var selected: Int? { shown.indices.contains(selection) ? shown[selection] : nil }

    /// Indices of the cases that an action is for: the marked ones, or the selected one where none is marked.
    var targets: [Int] {
        guard !marked.isEmpty else { return selected.map { [$0] } ?? [] }
        return cases.indices.filter { marked.contains(cases[$0].id) }
    }

    /// Every label that a case has, by name.
    var labels: [String] {
        Set(cases.lazy.flatMap(\.labels)).sorted()
    }

    /// Whether something keeps cases from being shown.
    var isNarrowed: Bool { !filter.isEmpty || verdictFacet != .all || sourceFacet != nil }

    /// Takes other cases in the place of these; what is shown has to be worked out anew.
    mutating func replace(with others: [Case]) {
        let selectedID = selected.map { cases[$0].id }
        cases = others
        text = CaseText(others)
        let ids = Set(others.map(\.id))
        marked.formIntersection(ids)
        shown = Array(others.indices)
        selection = min(selection, max(shown.count - 1, 0))
        if let selectedID, let index = others.firstIndex(where: { $0.id == selectedID }) { selection = index }
    }

    /// Chooses what is shown and keeps the selected case selected where that is possible.
    ///
    /// - Parameters:
    ///   - outcome: what is known about a case, for facets and orders.
    ///   - stages: of the sources.
    mutating func refresh(filter newFilter: String? = nil, stages: [Stage?] = [], outcome: (Int) -> Outcome?) {
        let kept = selected
        if let newFilter { filter = newFilter }
        let wanted = CaseFilter(filter)
        var candidates = Array(cases.indices)
        if verdictFacet != .all || sourceFacet != nil || !wanted.labels.isEmpty || !wanted.stages.isEmpty {
            candidates = candidates.filter { index in
                let known = outcome(index)
                guard verdictFacet.admits(known), sourceFacet == nil || known?.source == sourceFacet else { return false }
                let stage = known?.source.flatMap { stages.indices.contains($0) ? stages[$0] : nil }
                return wanted.admits(cases[index], stage: stage)
            }
        }
        if !wanted.words.isEmpty {
            let found = text.distances(of: wanted.words, to: candidates)
            // The file's order within one distance.
            candidates = found.filter { $0.distance == 0 }.map(\.index)
            let apart = found.filter { $0.distance > 0 }.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }
            candidates += apart.map(\.index)
        }
        shown = sorted(candidates, outcome: outcome)
        selection = kept.flatMap { shown.firstIndex(of: $0) } ?? min(selection, max(shown.count - 1, 0))
    }

    private func sorted(_ indices: [Int], outcome: (Int) -> Outcome?) -> [Int] {
        switch order {
        case .file: return indices
        case .id: return indices.sorted { (cases[$0].id, $0) < (cases[$1].id, $1) }
        case .verdict, .source, .probability:
            let ranked = indices.map { (rank: order.rank(outcome($0)), index: $0) }
            return ranked.sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }.map(\.index)
        }
    }

    /// The cases that hold words as a filter does, those whose id begins with them first.
    func fitting(_ typed: String, limit: Int) -> [Case] {
        let words = CaseFilter(typed).words
        guard !words.isEmpty else { return Array(cases.prefix(limit)) }
        let found = text.distances(of: words, to: cases.indices)
        let wanted = typed.lowercased()
        func begins(_ index: Int) -> Bool { cases[index].id.lowercased().hasPrefix(wanted) }
        let beginning = found.lazy.filter { begins($0.index) }.prefix(limit).map(\.index)
        let others = found.lazy.filter { !begins($0.index) }.prefix(limit)
        let nearest = others.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }.map(\.index)
        return (beginning + nearest).prefix(limit).map { cases[$0] }
    }

    // MARK: Marks

    func isMarked(_ index: Int) -> Bool { !marked.isEmpty && marked.contains(cases[index].id) }

    mutating func toggleMark(_ index: Int) {
        guard cases.indices.contains(index) else { return }
        let id = cases[index].id
        if marked.remove(id) == nil { marked.insert(id) }
    }

    /// Marks all that is shown, or unmarks it where all of it is marked.
    mutating func toggleMarksOfShown() {
        let ids = shown.map { cases[$0].id }
        if ids.allSatisfy(marked.contains) { marked.subtract(ids) } else { marked.formUnion(ids) }
    }

    // MARK: Selection

    mutating func select(case index: Int) {
        if let place = shown.firstIndex(of: index) { selection = place }
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
}
