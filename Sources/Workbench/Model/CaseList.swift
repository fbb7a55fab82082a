import Provenance

/// The cases, what of them is shown and in which order, which are marked, and where the selection stands. What is shown is
/// kept as a list of indices, so that a frame looks at the rows on the screen only.
public struct CaseList: Equatable, Sendable {
    public private(set) var cases: [Case] = []
    private var index: CaseIndex
    public private(set) var filter = ""
    public internal(set) var verdictFacet: VerdictFacet = .all
    /// Index of the source that is shown; nil for all.
    public internal(set) var sourceFacet: Int?
    public internal(set) var order: CaseOrder = .file
    private(set) var marks: CaseMarks
    /// Indices of the cases shown, in order.
    public private(set) var shown: [Int] = []
    /// Place of the selection in `shown`.
    public private(set) var selection = 0
    /// The first row on the screen, as a place in `shown`.
    public private(set) var top = 0
    /// The case that was selected when a filter began to be typed: it is selected wherever the filter lets it be.
    private var anchor: Int?

    /// - Parameter index: of these cases, where somebody worked it out before.
    init(_ cases: [Case] = [], index: CaseIndex? = nil) {
        self.cases = cases
        self.index = index ?? CaseIndex(cases)
        marks = CaseMarks(caseCount: cases.count)
        shown = Array(cases.indices)
    }

    var selected: Int? { shown.indices.contains(selection) ? shown[selection] : nil }

    /// Indices of the cases that an action is for: the marked ones, or the selected one where none is marked.
    var targets: [Int] { marks.isEmpty ? selected.map { [$0] } ?? [] : marks.indices }

    var hasTargets: Bool { !marks.isEmpty || selected != nil }

    /// Every label that a case has, by name.
    var labels: [String] { index.labels.inUse }

    /// Whether something keeps cases from being shown.
    var isNarrowed: Bool { !filter.isEmpty || verdictFacet != .all || sourceFacet != nil }

    /// Takes other cases in the place of these; what is shown has to be worked out anew.
    mutating func follow(_ moves: CaseMoves) {
        let places = moves.places
        // Where the selected case is gone, the next one that is shown takes its place.
        let selected = shown.dropFirst(selection).first { places[$0] != nil } ?? shown.prefix(selection).last { places[$0] != nil }
        cases = moves.cases
        index.follow(moves)
        marks.follow(moves)
        shown = Array(cases.indices)
        selection = selected.flatMap { places[$0] } ?? 0
        anchor = anchor.flatMap { places[$0] }
    }

    /// Chooses what is shown and keeps the selected case selected where that is possible.
    ///
    /// - Parameters:
    ///   - table: what is known about the cases, for facets and orders.
    ///   - stages: of the sources.
    mutating func refresh(filter newFilter: String? = nil, stages: [Stage?] = [], table: VerdictTable?) {
        let kept = anchor ?? selected
        if let newFilter { filter = newFilter }
        let wanted = CaseFilter(filter)
        let candidates = narrowed(wanted, stages: stages, table)
        shown = sorted(wanted.words.isEmpty ? RankedCases(candidates) : fitting(wanted.words, among: candidates), table)
        let fallback = anchor == nil ? min(selection, max(shown.count - 1, 0)) : 0
        selection = kept.flatMap { shown.firstIndex(of: $0) } ?? fallback
    }

    /// The cases that have everything that is asked for but the words.
    private func narrowed(_ wanted: CaseFilter, stages: [Stage?], _ table: VerdictTable?) -> [Int] {
        var candidates = Array(cases.indices)
        if verdictFacet != .all { candidates.removeAll { !verdictFacet.admits(table?.sign($0) ?? .unknown) } }
        if let sourceFacet { candidates.removeAll { table?.source($0) != sourceFacet } }
        if !wanted.labels.isEmpty {
            let admits = index.labels.beginning(with: wanted.labels)
            candidates.removeAll { !admits($0) }
        }
        if !wanted.stages.isEmpty {
            let admitted = stages.map { stage in wanted.stages.allSatisfy { stage?.rawValue.hasPrefix($0) ?? false } }
            candidates.removeAll { index in
                guard let source = table?.source(index), admitted.indices.contains(source) else { return true }
                return !admitted[source]
            }
        }
        return candidates
    }

    /// The cases that hold all of the words: first those that hold them as typed, in their order, then the others, the nearest first.
    private func fitting(_ words: [SearchedWord], among candidates: [Int]) -> RankedCases {
        index.text.find(words, among: candidates, labels: index.labels.distances(of: words))
    }

    private func sorted(_ found: RankedCases, _ table: VerdictTable?) -> [Int] {
        switch order {
        case .file: found.sorted
        case .id: index.text.sortedByID(found.indices)
        case .verdict, .source, .probability: found.ranked { order.rank($0, table) }.sorted
        }
    }

    /// The cases that hold words as a filter does, those whose id begins with them first.
    func fitting(_ typed: String, limit: Int) -> [Case] {
        let words = CaseFilter(typed).words
        guard !words.isEmpty else { return Array(cases.prefix(limit)) }
        let found = fitting(words, among: Array(cases.indices)).sorted
        let wanted = Array(typed.lowercased().utf8)
        func begins(_ place: Int) -> Bool { index.text.begins(place, with: wanted) }
        let beginning = found.lazy.filter(begins).prefix(limit)
        let others = found.lazy.filter { !begins($0) }.prefix(limit)
        return (Array(beginning) + others).prefix(limit).map { cases[$0] }
    }

    // MARK: Marks

    func isMarked(_ index: Int) -> Bool { marks[index] }

    mutating func toggleMark(_ index: Int) { marks[index].toggle() }

    /// Marks all that is shown, or unmarks it where all of it is marked.
    mutating func toggleMarksOfShown() {
        let isMarking = !shown.allSatisfy { marks[$0] }
        for index in shown { marks[index] = isMarking }
    }

    mutating func clearMarks() { marks = CaseMarks(caseCount: cases.count) }

    mutating func mark(ids: [String]) {
        let ids = Set(ids)
        guard !ids.isEmpty else { return }
        for (index, one) in cases.enumerated() where ids.contains(one.id) { marks[index] = true }
    }

    public var markedIDs: [String] { marks.indices.map { cases[$0].id } }

    // MARK: Selection

    /// Begins to type a filter: until it ends, what was selected comes back wherever it is shown.
    mutating func holdSelection() { anchor = selected }

    mutating func releaseSelection() { anchor = nil }

    /// Where a case stands among those that are shown.
    func place(of index: Int) -> Int? {
        // Without a filter and an order, each stands at its own place.
        if shown.indices.contains(index), shown[index] == index { return index }
        return shown.firstIndex(of: index)
    }

    mutating func select(case index: Int) {
        if let place = place(of: index) { select(place: place) }
    }

    mutating func move(by step: Int) {
        select(place: selection + min(max(step, -shown.count), shown.count))
    }

    mutating func select(place: Int) {
        selection = min(max(place, 0), max(shown.count - 1, 0))
        if anchor != nil { anchor = selected }
    }

    /// Moves the window so that the selection is inside it and no row is wasted.
    mutating func settle(rows: Int) {
        let rows = max(rows, 1)
        if selection < top { top = selection }
        if selection >= top + rows { top = selection - rows + 1 }
        top = min(max(top, 0), max(shown.count - rows, 0))
    }
}
