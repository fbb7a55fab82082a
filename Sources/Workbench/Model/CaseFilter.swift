/// What the filter line asks for: words, `label:NAME`, `stage:sft`.
struct CaseFilter: Equatable, Sendable {
    /// Lower-case words that a case's id, prompt or labels hold.
    private(set) var words: [SearchedWord] = []
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
                words.append(SearchedWord(word))
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

    /// What stands for what is known of a case in this order, the least first.
    func rank(_ index: Int, _ table: VerdictTable?) -> UInt32 {
        switch self {
        case .file, .id: return 0
        case .verdict:
            return switch table?.sign(index) ?? .unknown {
            case .failing: 0
            case .cannotRun: 1
            case .passing: 2
            case .notJudged: 3
            case .unknown: 4
            }
        case .source: return table?.source(index).flatMap { UInt32(exactly: $0) } ?? .max
        case .probability:
            guard let probability = table?.probability(index), probability >= 0 else { return .max }
            // Patterns of numbers that are not negative are in the order of the numbers.
            return .max - 1 - probability.bitPattern
        }
    }
}
