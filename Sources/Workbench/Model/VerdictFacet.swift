/// Which verdicts the list shows.
public enum VerdictFacet: String, CaseIterable, Equatable, Codable, Sendable {
    case all, failing, passing
    case notJudged = "not judged"
    case cannotRun = "cannot run"

    var name: String { rawValue }

    func admits(_ sign: VerdictTable.Sign) -> Bool {
        switch self {
        case .all: true
        case .failing: sign == .failing
        case .passing: sign == .passing
        case .notJudged: sign == .notJudged || sign == .unknown
        case .cannotRun: sign == .cannotRun
        }
    }
}
