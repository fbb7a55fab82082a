import Provenance

/// Every call to the engine as the command that repeats it.
public struct CallLog: Equatable, Sendable {
    public enum Status: Equatable, Sendable {
        case running
        case done(String)
        case cancelled
        case failed(String)
    }

    public struct Entry: Equatable, Sendable {
        public var job: JobID
        public var time: Double
        public var command: String
        public var status: Status
    }

    private static let limit = 500
    public private(set) var entries: [Entry] = []

    mutating func add(_ job: JobID, time: Double, command: String) {
        entries.append(Entry(job: job, time: time, command: command, status: .running))
        if entries.count > Self.limit { entries.removeFirst(entries.count - Self.limit) }
    }

    mutating func finish(_ job: JobID, _ status: Status) {
        guard let index = entries.lastIndex(where: { $0.job == job }), entries[index].status == .running else { return }
        entries[index].status = status
    }
}

/// Writes the command line that repeats a call.
enum CommandText {
    /// - Parameters:
    ///   - branch: the tokens that a branch stands on. A command line cannot choose tokens, so a comment says it.
    ///   - saved: the rules in the workspace's file, which hold where a command line names none.
    static func trace(_ request: TraceRequest, branch: Int = 0, workspace: String, saved: RuleSet) -> String {
        var words = ["debuglm", "trace", "--workspace", workspace, "--prompt", request.prompt]
        if case .given(let answer) = request.answer { words += ["--answer", answer] }
        words += rules(request.rules, saved: saved)
        let settings = request.settings
        words += ["--max-tokens", "\(settings.maximumTokens)"]
        if settings.temperature > 0 { words += ["--temperature", "\(settings.temperature)", "--seed", "\(settings.seed)"] }
        return joined(words) + (branch > 0 ? " # the workbench alone: a branch with token \(branch) chosen" : "")
    }

    static func judge(rules set: RuleSet, workspace: String, saved: RuleSet) -> String {
        joined(["debuglm", "cases", "--workspace", workspace] + rules(set, saved: saved))
    }

    /// The switches that ask for a rule set, as far as a command line can say it: sources, and one way for all of them.
    private static func rules(_ set: RuleSet, saved: RuleSet) -> [String] {
        guard set.inForce != saved.inForce else { return [] }
        let rules = set.inForce.rules
        guard let first = rules.first else { return ["--refuse", ""] }
        var names: [String] = []
        for rule in rules where !names.contains(rule.source) { names.append(rule.source) }
        var words = ["--refuse", names.joined(separator: ",")]
        let way: Rule.Way = rules.allSatisfy { $0.way == first.way } ? first.way : .both
        if way != .learned { words += ["--way", way.rawValue] }
        return words
    }

    private static func joined(_ words: [String]) -> String {
        words.map(quoted).joined(separator: " ")
    }

    /// Quotes a word for a POSIX shell where it needs it; what a terminal would obey is written as an escape.
    static func quoted(_ word: String) -> String {
        let plain = word.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_./,:=@+%".unicodeScalars.contains(scalar))
        }
        if plain, !word.isEmpty { return word }
        if word.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            let escaped = word.unicodeScalars.map { scalar -> String in
                switch scalar {
                case "\n": return "\\n"
                case "\t": return "\\t"
                case "'": return "\\'"
                case "\\": return "\\\\"
                default:
                    guard scalar.value < 0x20 || scalar.value == 0x7F else { return String(scalar) }
                    let hex = String(scalar.value, radix: 16)
                    return "\\x" + (hex.count == 1 ? "0" : "") + hex
                }
            }
            return "$'" + escaped.joined() + "'"
        }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
