import Provenance

/// Verdicts that outlive the program, with all that they depend on: a model and settings, and for each case its prompt and what is
/// expected of its answer. Judging and the matrix go on from them.
public struct KeptVerdicts: Codable, Equatable, Sendable {
    /// The outcomes under one set of rules, as columns in texts: a hundred thousand records would make a slow file.
    struct Table: Codable, Equatable, Sendable {
        var rules: RuleSet
        /// A letter a case, in capitals for a refused one; `-` where nothing is known.
        var verdicts: String
        /// Places in `sources`, separated by commas; nothing for none.
        var places: String
        /// In thousandths, likewise.
        var probabilities: String
        /// Why the failing ones fail, in their order.
        var reasons: [[String]]
    }

    /// How the file is written; what was written in another form is judged again.
    static let currentForm = 1

    var form = KeptVerdicts.currentForm
    var model: String
    var settings: TraceSettings
    var sources: [String]
    /// What tells the cases apart: sixteen digits each.
    var cases: String
    var tables: [Table]
}

/// The verdicts as they stand, not yet in the form of the file: making that takes a while, and is no work for the loop.
public struct VerdictSnapshot: Equatable, Sendable {
    struct Table: Equatable, Sendable {
        var rules: RuleSet
        var outcomes: [Outcome?]
    }

    var model: String
    var settings: TraceSettings
    var sources: [String]
    var cases: [Case]
    var tables: [Table]

    /// The snapshot as it is written.
    public var kept: KeptVerdicts {
        KeptVerdicts(
            model: model, settings: settings, sources: sources, cases: cases.map(\.judgedKey).joined(),
            tables: tables.map { table in
                KeptVerdicts.Table(
                    rules: table.rules, verdicts: String(table.outcomes.map { $0?.letter ?? "-" }),
                    places: table.outcomes.map { $0?.source.map(String.init) ?? "" }.joined(separator: ","),
                    probabilities: table.outcomes.map { $0?.thousandths ?? "" }.joined(separator: ","),
                    reasons: table.outcomes.compactMap { if case .failing(let reasons) = $0?.verdict { reasons } else { nil } })
            })
    }
}

extension KeptVerdicts.Table {
    /// The outcome at each place; none where the file says nothing that can be used.
    ///
    /// - Parameter index: what a place in the file's list of sources is now.
    func outcomes(_ index: (Int) -> Int?) -> [Outcome?] {
        /// Nil where one of them is something else than a number or nothing.
        func numbers(_ text: String) -> [Int?]? {
            let fields = text.split(separator: ",", omittingEmptySubsequences: false)
            let numbers = fields.map { Int($0) }
            return zip(fields, numbers).allSatisfy { $0.isEmpty || $1 != nil } ? numbers : nil
        }
        let letters = Array(verdicts)
        guard let places = numbers(places), let thousandths = numbers(probabilities), letters.count == places.count,
            places.count == thousandths.count
        else { return [] }
        var reasons = reasons[...]
        return letters.indices.map { place in
            let verdict: Verdict
            switch letters[place] {
            case "p", "P": verdict = .passing
            case "f", "F": verdict = .failing(reasons.popFirst() ?? [])
            case "n", "N": verdict = .notJudged
            default: return nil
            }
            let source = places[place].flatMap(index)
            // A source that is not there any more: not the model that this was judged with.
            guard source != nil || places[place] == nil else { return nil }
            return Outcome(
                verdict: verdict, source: source, probability: thousandths[place].map { Float(min(max($0, 0), 1_000)) / 1_000 },
                refused: letters[place].isUppercase)
        }
    }
}

extension Outcome {
    fileprivate var thousandths: String? {
        guard let probability, probability >= 0, probability <= 1 else { return nil }
        return String(Int((probability * 1_000).rounded()))
    }

    /// A case that cannot be run has none: whether it can is found out again.
    fileprivate var letter: Character? {
        guard failure == nil else { return nil }
        switch verdict {
        case .passing: return refused ? "P" : "p"
        case .failing: return refused ? "F" : "f"
        case .notJudged: return refused ? "N" : "n"
        }
    }
}

extension Case {
    /// Tells apart what a verdict depends on, the prompt and what is expected of the answer: sixteen digits.
    var judgedKey: String {
        let digits = String(judgedHash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private var judgedHash: UInt64 {
        var hash = StableHash()
        func mix(_ text: String?) {
            hash.mix(text.map { UInt64($0.utf8.count) } ?? .max)
            if let text { hash.mix(text) }
        }
        mix(prompt)
        guard let expectation else { return hash.value }
        for texts in [expectation.contains, expectation.notContains] {
            hash.mix(UInt64(texts.count))
            for text in texts { mix(text) }
        }
        mix(expectation.matches)
        mix(expectation.refuses.map { "\($0)" })
        mix(expectation.answer)
        return hash.value
    }
}

extension KeptVerdicts {
    /// The place of each case by its key.
    var placesByKey: [Substring: Int] {
        var places: [Substring: Int] = [:]
        var rest = cases[...]
        var place = 0
        while !rest.isEmpty {
            let key = rest.prefix(16)
            if places[key] == nil { places[key] = place }
            rest = rest.dropFirst(16)
            place += 1
        }
        return places
    }
}
