import Provenance

/// Writes the command line that repeats a call. What a command line cannot say stands behind it as a comment.
enum CommandText {
    /// - Parameters:
    ///   - branch: the tokens that a branch stands on; a command line cannot choose tokens.
    ///   - saved: the rules in the workspace's file, which hold where a command line names none.
    static func trace(_ request: TraceRequest, branch: Int = 0, workspace: String, saved: RuleSet) -> String {
        var words = ["debuglm", "trace", "--workspace", workspace, "--prompt", request.prompt]
        if case .given(let answer) = request.answer { words += ["--answer", answer] }
        words += switches(request.rules, saved: saved)
        let settings = request.settings
        words += ["--max-tokens", "\(settings.maximumTokens)"]
        if settings.temperature > 0 { words += ["--temperature", "\(settings.temperature)", "--seed", "\(settings.seed)"] }
        let chosen = branch > 0 ? ["a branch with token \(branch) chosen"] : []
        return joined(words) + comment(chosen + unsaid(request.rules, saved: saved))
    }

    /// One command for each rule set.
    static func judge(_ sets: [RuleSet], maximumTokens: Int, workspace: String, saved: RuleSet) -> String {
        let commands = sets.map { set in
            joined(["debuglm", "cases", "--workspace", workspace] + switches(set, saved: saved) + ["--max-tokens", "\(maximumTokens)"])
        }
        return commands.joined(separator: "; ") + comment(sets.flatMap { unsaid($0, saved: saved) })
    }

    /// One command for each checkpoint.
    static func stages(_ request: TraceRequest, _ stages: [StageCheckpoint], workspace: String) -> String {
        let tail = ["--prompt", request.prompt, "--max-tokens", "\(request.settings.maximumTokens)"]
        // A comment ends its line, so the base stands last.
        let ordered = stages.filter { $0.kind != .base } + stages.filter { $0.kind == .base }
        return ordered.map { stage in
            switch stage.kind {
            case .base: "# the workbench alone: the base \(ShellWord.quoted(stage.path)), without tags"
            case .adapter: joined(["debuglm", "trace", "--workspace", workspace, "--adapter", stage.path] + tail)
            case .model: joined(["debuglm", "trace", "--model", stage.path] + tail)
            }
        }.joined(separator: "; ")
    }

    /// The switches that ask for a rule set, as far as a command line can say it: sources, and one way for all of them.
    private static func switches(_ set: RuleSet, saved: RuleSet) -> [String] {
        guard set.inForce != saved.inForce else { return [] }
        let said = sayable(set)
        guard let way = said.rules.first?.way else { return ["--refuse", ""] }
        let words = ["--refuse", said.rules.map(\.source).joined(separator: ",")]
        return way == .learned ? words : words + ["--way", way.rawValue]
    }

    /// The rules that `--refuse A,B --way W` makes, as near to a rule set as that comes.
    private static func sayable(_ set: RuleSet) -> RuleSet {
        let rules = set.inForce.rules
        guard let first = rules.first else { return .none }
        var names: [String] = []
        for rule in rules where !names.contains(rule.source) { names.append(rule.source) }
        return .refusing(names, way: rules.allSatisfy { $0.way == first.way } ? first.way : .both)
    }

    /// The rules that a command line cannot say, in words.
    private static func unsaid(_ set: RuleSet, saved: RuleSet) -> [String] {
        guard set.inForce != saved.inForce else { return [] }
        let said = sayable(set).rules
        return set.inForce.rules.filter { !said.contains($0) }.map { rule in
            var words = ["\(rule.source) by \(rule.way.rawValue)"]
            if rule.way.usesProbes { words.append("threshold \(rule.threshold), patience \(rule.patience)") }
            if let pattern = rule.promptPattern { words.append("when \(ShellWord.quoted(pattern))") }
            if let text = rule.refusalText { words.append("saying \(ShellWord.quoted(text))") }
            return words.joined(separator: ", ")
        }
    }

    private static func comment(_ parts: [String]) -> String {
        parts.isEmpty ? "" : " # the workbench alone: " + parts.joined(separator: "; ")
    }

    private static func joined(_ words: [String]) -> String {
        words.map(ShellWord.quoted).joined(separator: " ")
    }
}
