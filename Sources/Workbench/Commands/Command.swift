import Provenance

/// A command of the command line: its name, what it takes, and what it does.
struct Command: Sendable {
    enum Argument: Sendable { case none, sources, source, way, number, theme, caseID, branch, breakpoint, order, export, text }

    var name: String
    var argument: Argument
    var usage: String
    var about: String

    static let all: [Command] = [
        Command(name: "refuse", argument: .sources, usage: "refuse A,B", about: "refuse these sources"),
        Command(name: "allow", argument: .sources, usage: "allow [A,B]", about: "allow these sources again, or all"),
        Command(name: "way", argument: .way, usage: "way learned|guard|both", about: "how the selected source is refused"),
        Command(name: "threshold", argument: .number, usage: "threshold 0.8", about: "the guard's threshold for the selected source"),
        Command(name: "patience", argument: .number, usage: "patience 2", about: "tokens the guard waits for the selected source"),
        Command(name: "filter", argument: .text, usage: "filter [words]", about: "show the cases that hold these words"),
        Command(name: "open", argument: .caseID, usage: "open ID", about: "open a case; open trace NAME opens a saved trace"),
        Command(name: "replay", argument: .none, usage: "replay", about: "run the saved trace again and say where it differs"),
        Command(name: "fresh", argument: .none, usage: "fresh", about: "forget where the last session was, and start anew"),
        Command(name: "sort", argument: .order, usage: "sort id", about: "sort the cases: file, id, verdict, source, probability"),
        Command(name: "import", argument: .text, usage: "import FILE", about: "add the cases of a .jsonl or .csv file"),
        Command(name: "label", argument: .text, usage: "label NAME", about: "label the marked cases, or the selected one"),
        Command(name: "unlabel", argument: .text, usage: "unlabel NAME", about: "take the label away"),
        Command(name: "delete", argument: .none, usage: "delete", about: "delete the marked cases, or the selected one"),
        Command(name: "export", argument: .export, usage: "export cases FILE", about: "write the marked cases, or those shown, to a file"),
        Command(
            name: "export", argument: .export, usage: "export trace html FILE",
            about: "write the trace, and the one beside it, for others: md, json, html, svg"),
        Command(name: "prompt", argument: .text, usage: "prompt TEXT", about: "run a prompt that is no case"),
        Command(name: "branch", argument: .branch, usage: "branch NAME", about: "go to a branch of the answer, or to main"),
        Command(name: "rename", argument: .text, usage: "rename NAME", about: "give the branch another name"),
        Command(name: "drop", argument: .branch, usage: "drop [NAME]", about: "drop a branch with those that grew on it"),
        Command(
            name: "break", argument: .breakpoint, usage: "break [TQA > 0.8]",
            about: "stop there; also: \(Breakpoint.Condition.forms.dropFirst().joined(separator: ", "))"),
        Command(name: "continue", argument: .none, usage: "continue", about: "go on after a breakpoint"),
        Command(name: "tokens", argument: .number, usage: "tokens 96", about: "the longest answer, in tokens"),
        Command(name: "judge", argument: .none, usage: "judge", about: "judge the cases that have no verdict yet"),
        Command(name: "matrix", argument: .none, usage: "matrix", about: "show what each single refusal would do to each case"),
        Command(name: "stop", argument: .none, usage: "stop", about: "stop judging"),
        Command(name: "write", argument: .none, usage: "write", about: "save the rules"),
        Command(name: "save", argument: .text, usage: "save [NAME]", about: "save the trace into the workspace"),
        Command(name: "undo", argument: .none, usage: "undo", about: "undo the last change of the rules"),
        Command(name: "redo", argument: .none, usage: "redo", about: "redo it"),
        Command(name: "theme", argument: .theme, usage: "theme NAME", about: "show a theme"),
        Command(name: "layers", argument: .none, usage: "layers", about: "show what each layer says at the cursor"),
        Command(name: "log", argument: .none, usage: "log", about: "show the calls to the engine"),
        Command(name: "help", argument: .none, usage: "help", about: "show the keys"),
        Command(name: "quit", argument: .none, usage: "quit", about: "quit"),
    ]

    /// Every name once; some commands have two forms.
    static var names: [String] {
        all.map(\.name).reduce(into: []) { names, name in if names.last != name { names.append(name) } }
    }

    /// Short forms people are used to.
    private static let aliases = ["q": "quit", "w": "write", "h": "help", "o": "open"]

    static func find(_ name: String) -> Command? {
        let name = aliases[name] ?? name
        return all.first { $0.name == name }
    }

    static func unknown(_ name: String) -> String {
        let hint = NearestName.of(name, in: all.map(\.name)).map { "did you mean \($0)?" } ?? "? lists the keys, Tab the commands"
        return "no command \(name.debugDescription); \(hint)"
    }
}

extension State {
    /// What Tab offers for the word being typed.
    func completions(for line: TypedCommand) -> [String] {
        let text = line.field.text
        let prefix = line.lastWord.lowercased()
        func matching(_ words: [String]) -> [String] {
            Array(words.lazy.filter { $0.lowercased().hasPrefix(prefix) }.prefix(40))
        }
        guard let space = text.firstIndex(of: " ") else { return matching(Command.names) }
        guard let command = Command.find(String(text[..<space])) else { return [] }
        switch command.argument {
        case .sources, .source: return matching(marks.names.enumerated().filter { marks.refusable[$0.offset] }.map(\.element))
        case .way: return matching(Rule.Way.allCases.map(\.rawValue))
        case .theme: return matching(themeNames)
        case .export:
            let before = text.dropLast(line.lastWord.count).split(separator: " ")
            switch before.count {
            case 1: return matching(["cases", "trace"])
            case 2 where before[1] == "trace": return matching(TraceReport.Format.allCases.map(\.rawValue))
            default: return []
            }
        case .order: return matching(CaseOrder.allCases.map(\.rawValue))
        case .caseID: return matching(cases.cases.map(\.id))
        case .breakpoint: return matching(marks.names.map { "\($0) > 0.8" } + Breakpoint.Condition.forms.dropFirst())
        case .branch: return matching(["main"] + branches.all(of: document?.prompt ?? "").map { $0.name.filter { $0 != "\"" } })
        case .none, .number, .text: return []
        }
    }

    /// Carries out a typed command.
    mutating func runCommand(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard let name = words.first else { return }
        guard let command = Command.find(name) else { return warn(Command.unknown(name)) }
        let argument = (words.count > 1 ? words[1] : "").trimmed
        switch command.name {
        case "refuse": setRefused(true, argument)
        case "allow": setRefused(false, argument)
        case "way": setWay(argument)
        case "threshold": setThreshold(argument)
        case "patience": setPatience(argument)
        case "filter": setFilter(argument)
        case "open": open(argument)
        case "replay": replay()
        case "fresh": startFresh()
        case "sort": sortCases(argument)
        case "import": importCases(argument)
        case "label": label(argument, adds: true)
        case "unlabel": label(argument, adds: false)
        case "delete": askToDelete()
        case "export": export(argument)
        case "prompt": argument.isEmpty ? warn("usage: \(command.usage)") : openPrompt(argument)
        case "break": argument.isEmpty ? perform(.breakpoints) : addBreakpoint(argument)
        case "continue": perform(.goOn)
        case "branch": goToBranch(named: argument)
        case "rename": renameBranch(argument)
        case "drop": dropBranch(argument)
        case "tokens": setMaximumTokens(argument)
        case "judge": perform(.judge)
        case "matrix": perform(.matrix)
        case "stop": stopJudging()
        case "write": perform(.saveRules)
        case "save": saveTrace(name: argument)
        case "undo": perform(.undo)
        case "redo": perform(.redo)
        case "theme": setTheme(argument)
        case "layers": perform(.layers)
        case "log": perform(.log)
        case "help": perform(.help)
        default: perform(.quit)
        }
    }

    private mutating func setRefused(_ refused: Bool, _ list: String) {
        let names = list.split { $0 == "," || $0 == " " }.map(String.init)
        if names.isEmpty {
            guard !refused else { return warn("usage: refuse A,B") }
            return changeRules { rules in
                for index in rules.rules.indices where rules.rules[index].action == .refuse { rules.rules[index].enabled = false }
            }
        }
        guard let manifest else { return warn("the sources are not known before the model is loaded") }
        do {
            let sources = try manifest.resolve(names)
            changeRules { rules in for source in sources { rules.setRefused(refused, source: source.name) } }
        } catch {
            warn("\(error)")
        }
    }

    private mutating func setWay(_ text: String) {
        guard let way = Rule.Way(rawValue: text) else { return warn("a way is learned, guard or both") }
        changeSelectedRule { $0.way = way }
    }

    private mutating func setThreshold(_ text: String) {
        guard let value = Float(text), value >= 0, value <= 1 else { return warn("a threshold is a number between 0 and 1") }
        changeSelectedGuard { $0.threshold = value }
    }

    private mutating func setPatience(_ text: String) {
        guard let value = Int(text), (1...State.mostPatience).contains(value) else {
            return warn("patience is a number of tokens between 1 and \(State.mostPatience)")
        }
        changeSelectedGuard { $0.patience = value }
    }

    private mutating func setMaximumTokens(_ text: String) {
        guard let value = Int(text), (1...4096).contains(value) else { return warn("the longest answer is between 1 and 4096 tokens") }
        settings.maximumTokens = value
        inform("answers end after \(value) tokens")
    }

    private mutating func open(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.first == "trace", words.count > 1 else { return openCase(named: text) }
        openTrace(words[1].trimmed)
    }

    private mutating func openCase(named id: String) {
        if let index = cases.cases.firstIndex(where: { $0.id == id }) { return open(caseIndex: index) }
        let hint = NearestName.of(id, in: cases.cases.prefix(5_000).map(\.id)).map { "; did you mean \($0)?" } ?? ""
        warn("no case \(id.debugDescription)\(hint)")
    }

    private mutating func sortCases(_ name: String) {
        guard let order = CaseOrder(rawValue: name) else {
            return warn("cases are sorted by \(CaseOrder.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        cases.order = order
        refreshCases()
    }

    private mutating func export(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = words.count > 1 ? words[1].trimmed : ""
        switch words.first {
        case "cases": exportCases(rest)
        case "trace": exportTrace(rest)
        default: warn("usage: export cases FILE, or export trace md|json|html|svg FILE")
        }
    }

    private mutating func setTheme(_ name: String) {
        guard themeNames.contains(name) else {
            let hint =
                NearestName.of(name, in: themeNames).map { "did you mean \($0)?" } ?? "there are: \(themeNames.joined(separator: ", "))"
            return warn("no theme \(name.debugDescription); \(hint)")
        }
        useTheme(name)
    }
}
