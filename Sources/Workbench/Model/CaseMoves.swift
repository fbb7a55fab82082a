import Provenance

/// What became of a list of cases: the new one, and where each of its cases stood in the old one. What is known of a case moves along.
///
/// Most changes touch a few cases of many, and leave the others as copies of what they were; those are told without a look at what they say.
struct CaseMoves {
    private let before: [Case]
    let cases: [Case]
    /// For each case of the new list the place of the one with its id in the old list.
    private(set) var origins: [Int?]
    /// Whether every case is where it was, and what it was.
    let isNone: Bool

    init(from before: [Case], to cases: [Case]) {
        self.before = before
        self.cases = cases
        var start = 0
        while start < min(before.count, cases.count), cases[start].isCopy(of: before[start]) { start += 1 }
        isNone = start == before.count && start == cases.count
        var tail = 0
        while tail < min(before.count, cases.count) - start,
            cases[cases.count - 1 - tail].isCopy(of: before[before.count - 1 - tail])
        { tail += 1 }
        let (gone, come) = (start..<before.count - tail, start..<cases.count - tail)
        origins = (0..<start).map(Optional.some)
        origins.reserveCapacity(cases.count)
        origins += CaseMoves.origins(of: cases[come], in: before[gone])
        origins += (before.count - tail..<before.count).map(Optional.some)
    }

    private static func origins(of cases: ArraySlice<Case>, in before: ArraySlice<Case>) -> [Int?] {
        if cases.count == before.count, zip(cases, before).allSatisfy({ $0.hasSameID(as: $1) }) { return before.indices.map(Optional.some) }
        guard !cases.isEmpty, !before.isEmpty else { return Array(repeating: nil, count: cases.count) }
        let places = Dictionary(zip(before.lazy.map(\.id), before.indices), uniquingKeysWith: { $1 })
        return cases.map { places[$0.id] }
    }

    /// Where each case of the old list stands now; nil for those that are gone.
    var places: [Int?] {
        var places: [Int?] = Array(repeating: nil, count: before.count)
        for (place, origin) in origins.enumerated() { if let origin { places[origin] = place } }
        return places
    }

    /// The origins of those cases that a verdict on what they were still holds for.
    var judgedOrigins: [Int?] {
        origins.indices.map { place in
            hasSamePrompt(at: place) && hasSame(at: place) { $0.hasSameExpectation(as: $1) } ? origins[place] : nil
        }
    }

    /// Whether a case of the new list is a copy of the one it was in the old list; one that is not may still say the same.
    func isCopy(_ place: Int) -> Bool { origins[place].map { cases[place].isCopy(of: before[$0]) } ?? false }

    /// Whether a case of the new list has the prompt that it had in the old one.
    func hasSamePrompt(at place: Int) -> Bool { hasSame(at: place) { $0.hasSamePrompt(as: $1) } }

    private func hasSame(at place: Int, _ isSame: (Case, Case) -> Bool) -> Bool {
        guard let origin = origins[place] else { return false }
        return cases[place].isCopy(of: before[origin]) || isSame(cases[place], before[origin])
    }
}
