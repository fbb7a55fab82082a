import Provenance

/// Verdicts that outlive the program, with all that they depend on: a model and settings, and for each case its prompt and what is
/// expected of its answer. Judging and the matrix go on from them.
public struct KeptVerdicts: Codable, Equatable, Sendable {
    /// The outcomes under one set of rules, as columns: a hundred thousand records would make a slow file.
    struct Table: Codable, Equatable, Sendable {
        var rules: RuleSet
        /// A letter a case, in capitals for a refused one; `-` where nothing is known.
        var verdicts: String
        /// Places in `sources`; -1 for none.
        var places: [Int]
        var probabilities: [Float]
        /// Why the failing ones fail, in their order.
        var reasons: [[String]]
    }

    /// How the file is written; what was written in another form is judged again.
    static let currentForm = 1

    var form = KeptVerdicts.currentForm
    var model: String
    var settings: TraceSettings
    var sources: [String]
    /// What tells the cases apart.
    var cases: [UInt64]
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
            model: model, settings: settings, sources: sources, cases: cases.map(\.judgedHash),
            tables: tables.map { table in
                KeptVerdicts.Table(
                    rules: table.rules, verdicts: String(table.outcomes.map { $0?.letter ?? "-" }),
                    places: table.outcomes.map { $0?.source ?? -1 }, probabilities: table.outcomes.map { $0?.probability ?? -1 },
                    reasons: table.outcomes.compactMap { if case .failing(let reasons) = $0?.verdict { reasons } else { nil } })
            })
    }
}

extension KeptVerdicts.Table {
    /// The outcome at each place; none where the file says nothing that can be used.
    ///
    /// - Parameter index: what a place in the file's list of sources is now.
    func outcomes(_ index: (Int) -> Int?) -> [Outcome?] {
        let letters = Array(verdicts)
        guard letters.count == places.count, places.count == probabilities.count else { return [] }
        var reasons = reasons[...]
        return letters.indices.map { place in
            let verdict: Verdict
            switch letters[place] {
            case "p", "P": verdict = .passing
            case "f", "F": verdict = .failing(reasons.popFirst() ?? [])
            case "n", "N": verdict = .notJudged
            default: return nil
            }
            let source = places[place] < 0 ? nil : index(places[place])
            // A source that is not there any more: not the model that this was judged with.
            guard source != nil || places[place] < 0 else { return nil }
            return Outcome(
                verdict: verdict, source: source, probability: probabilities[place] < 0 ? nil : probabilities[place],
                refused: letters[place].isUppercase)
        }
    }
}

extension Outcome {
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
    /// Tells apart what a verdict depends on: the prompt, and what is expected of the answer.
    var judgedHash: UInt64 {
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
