import Provenance

/// What the filter line asks for: words, `label:NAME`, `stage:sft`.
struct CaseFilter: Equatable, Sendable {
    /// Lower-case words that a case's id, prompt or labels hold.
    private(set) var words: [[UInt8]] = []
    /// Beginnings of labels, in lower case.
    private(set) var labels: [String] = []
    /// Beginnings of the stage that introduced the source behind the answer.
    private(set) var stages: [String] = []

    init(_ text: String) {
        for word in text.lowercased().split(separator: " ") {
            if word.hasPrefix("label:") {
                labels.append(String(word.dropFirst("label:".count)))
            } else if word.hasPrefix("stage:") {
                stages.append(String(word.dropFirst("stage:".count)))
            } else {
                words.append(Array(word.utf8))
            }
        }
    }

    /// The words of a filter's text that are about one thing.
    enum Facet: String {
        case label = "label:"
        case stage = "stage:"
    }

    /// A filter's text that goes on from the value it shows of a facet to the next one, and from the last to none.
    ///
    /// - Parameter values: in the order of the round; what stands behind a space in one is left out, for the filter's words end there.
    static func next(_ facet: Facet, of values: [String], in text: String) -> String {
        let values = values.map { $0.lowercased().prefix { $0 != " " } }
        let (about, others) = text.split(separator: " ").reduce(into: ([Substring](), [Substring]())) { parts, word in
            if word.lowercased().hasPrefix(facet.rawValue) { parts.0.append(word) } else { parts.1.append(word) }
        }
        let shown = about.last.map { $0.lowercased().dropFirst(facet.rawValue.count) }
        let place = shown.map { shown in (values.firstIndex { $0.hasPrefix(shown) } ?? -1) + 1 } ?? 0
        let added = values.indices.contains(place) ? [facet.rawValue + values[place]] : []
        return (others.map(String.init) + added).joined(separator: " ")
    }

    /// Whether a case has what the filter asks for beside its words.
    ///
    /// - Parameter stage: of the source behind its answer, where that is known.
    func admits(_ shown: Case, stage: Stage?) -> Bool {
        labels.allSatisfy { wanted in shown.labels.contains { $0.lowercased().hasPrefix(wanted) } }
            && stages.allSatisfy { stage?.rawValue.hasPrefix($0) ?? false }
    }
}

/// What the list of cases is sorted by.
public enum CaseOrder: String, CaseIterable, Codable, Sendable {
    /// As the file has them, and where the filter's words are typed, those first that hold them as typed.
    case file
    case id
    /// What fails first, then what cannot be run, what passes, what is not judged.
    case verdict
    /// By the source behind the answer, in the manifest's order.
    case source
    /// The surest source first.
    case probability

    var next: CaseOrder {
        let all = CaseOrder.allCases
        return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }

    /// Whether a new verdict may move a case.
    var followsVerdicts: Bool { self != .file && self != .id }

    /// What stands for an outcome in this order, the least first.
    func rank(_ outcome: Outcome?) -> Float {
        switch self {
        case .file, .id: return 0
        case .verdict:
            if outcome?.failure != nil { return 1 }
            switch outcome?.verdict {
            case .failing: return 0
            case .passing: return 2
            case .notJudged: return 3
            case nil: return 4
            }
        case .source: return outcome?.source.map(Float.init) ?? .greatestFiniteMagnitude
        case .probability:
            guard let probability = outcome?.probability, !probability.isNaN else { return .greatestFiniteMagnitude }
            return -probability
        }
    }
}
