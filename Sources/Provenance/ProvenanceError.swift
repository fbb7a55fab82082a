/// What can be wrong with a manifest, a rule or a case; the sentence is written here, the file is named by who read it.
public enum ProvenanceError: Error, Equatable, Sendable, CustomStringConvertible {
    case unknownSource(name: String, known: [String], nearest: String?)
    case notRefusable(name: String)
    case invalidManifest(reason: String)
    case invalidPattern(pattern: String, reason: String)
    case patternTooSlow(pattern: String)
    case invalidRule(source: String, reason: String)

    public var description: String {
        switch self {
        case .unknownSource(let name, let known, let nearest):
            let hint = nearest.map { "did you mean \($0)? " } ?? ""
            return "unknown source \(name.debugDescription); \(hint)known sources: \(known.joined(separator: ", "))"
        case .notRefusable(let name):
            return "source \(name) cannot be refused: it stands for everything that is not traced"
        case .invalidManifest(let reason):
            return "the manifest is not usable: \(reason)"
        case .invalidPattern(let pattern, let reason):
            return "the pattern \(pattern.debugDescription) is not a regular expression: \(reason)"
        case .patternTooSlow(let pattern):
            return "the search for \(pattern.debugDescription) takes too long and was given up; repeat less inside of what is repeated"
        case .invalidRule(let source, let reason):
            return "the rule for \(source): \(reason)"
        }
    }
}
