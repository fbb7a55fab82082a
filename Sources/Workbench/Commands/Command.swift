import Provenance

/// A command of the command line: its name, what it takes, and what it does.
struct Command: Equatable, Sendable {
    enum Argument: Sendable { case none, sources, way, number, theme, caseID, branch, breakpoint, order, export, text }

    var name: String
    var argument: Argument
    var usage: String
    var about: String
    /// The action that does the same, whose keys stand beside the command.
    var action: Action?

    init(_ usage: String, _ about: String, takes argument: Argument = .none, as action: Action? = nil) {
        name = usage.split(separator: " ").first.map(String.init) ?? usage
        self.argument = argument
        self.usage = usage
        self.about = about
        self.action = action
    }

    /// Whether the name alone says nothing: what follows is not in brackets.
    var needsMore: Bool { usage.contains(" ") && !usage.contains("[") }

    static let all: [Command] = [
        Command("refuse A,B", "refuse these sources", takes: .sources),
        Command("allow [A,B]", "allow these sources again, or all", takes: .sources),
        Command("way learned|guard|both", "how the selected source is refused", takes: .way, as: .cycleWay),
        Command("threshold 0.8", "the guard's threshold for the selected source", takes: .number, as: .raiseThreshold),
        Command("patience 2", "tokens the guard waits for the selected source", takes: .number, as: .raisePatience),
        Command("when [PATTERN]", "refuse the selected source where the prompt matches; - for everywhere", takes: .text),
        Command("wording [TEXT]", "what the selected source's refusals say; - for what the model learned", takes: .text),
        Command("note [TEXT]", "a note that stands with the selected source's rule; - for none", takes: .text),
        Command("filter [words]", "show the cases that hold these words", takes: .text, as: .filter),
        Command("open ID", "open a case; open trace NAME opens a saved trace", takes: .caseID, as: .open),
        Command("replay", "run the saved trace again and say where it differs"),
        Command("fresh", "forget where the last session was, and start anew"),
        Command("sort id", "sort the cases: file, id, verdict, source, probability", takes: .order, as: .order),
        Command("import FILE", "add the cases of a .jsonl or .csv file", takes: .text),
        Command("label NAME", "label the marked cases, or the selected one", takes: .text),
        Command("unlabel NAME", "take the label away", takes: .text),
        Command("delete", "delete the marked cases, or the selected one"),
        Command("undelete", "bring the cases back that were deleted last; again for those before"),
        Command("retry", "write the changes of the cases that could not be written"),
        Command("withdraw", "give up the changes of the cases that could not be written"),
        Command("export cases FILE", "write the marked cases, or those shown, to a file", takes: .export),
        Command("export trace html FILE", "write the trace, and the one beside it, for others: md, json, html, svg", takes: .export),
        Command("prompt TEXT", "run a prompt that is no case", takes: .text),
        Command("branch NAME", "go to a branch of the answer, or to main", takes: .branch, as: .nextBranch),
        Command("instead TEXT", "leave the answer at the cursor for words of your own", takes: .text),
        Command("rename NAME", "give the branch another name", takes: .text),
        Command("drop [NAME]", "drop a branch with those that grew on it", takes: .branch),
        Command(
            "break [SOURCE > 0.8]", "stop there; also: \(Breakpoint.Condition.forms.dropFirst().joined(separator: ", "))",
            takes: .breakpoint, as: .breakpoints),
        Command("continue", "go on after a breakpoint", as: .goOn),
        Command("tokens 96", "the longest answer, in tokens", takes: .number),
        Command("judge", "judge the cases that have no verdict yet", as: .judge),
        Command("matrix", "show what each single refusal would do to each case", as: .matrix),
        Command("stages [RUN]", "show what the checkpoint of each training stage answers", takes: .text, as: .stages),
        Command("stop", "stop judging"),
        Command("write", "save the rules", as: .saveRules),
        Command("save [NAME]", "save the trace into the workspace", takes: .text, as: .saveTrace),
        Command("reload", "take the rules as the file has them, instead of unsaved ones"),
        Command("undo", "undo the last change of the rules", as: .undo),
        Command("redo", "redo it", as: .redo),
        Command("theme NAME", "show a theme", takes: .theme, as: .nextTheme),
        Command("dividers", "put the dividers between the panes back"),
        Command("layers", "show what each layer says at the cursor", as: .layers),
        Command("log", "show the calls to the engine", as: .log),
        Command("tour", "five steps through the workbench"),
        Command("help", "show the keys", as: .help),
        Command("quit", "quit", as: .quit),
    ]

    /// Short forms people are used to.
    private static let aliases = [
        "q": "quit", "q!": "quit", "exit": "quit", "w": "write", "h": "help", "o": "open",
    ]

    /// Actions that mean nothing outside of a list, or that open the command line itself.
    private static let keysAlone: Set<Action> = [.up, .down, .pageUp, .pageDown, .first, .last, .commandLine, .flipRow]

    /// Every command, and after them the actions that no command stands for, under their own names.
    static func all(_ keys: KeyMap) -> [Command] {
        var covered = keysAlone.union(all.compactMap(\.action))
        return all
            + keys.bindings.compactMap { binding in
                guard !binding.isFlip, covered.insert(binding.action).inserted else { return nil }
                return Command(binding.action.name, binding.tooltip, as: binding.action)
            }
    }

    static func find(_ name: String, _ keys: KeyMap) -> Command? {
        let name = aliases[name] ?? name
        return all(keys).first { $0.name == name }
    }

    /// The command that a line begins with; of those that share a name, the one whose second word stands there too.
    static func find(line: String, _ keys: KeyMap) -> Command? {
        let words = line.split(separator: " ").prefix(2)
        guard let name = words.first, let command = find(String(name), keys) else { return nil }
        return all.first { $0.name == command.name && $0.usage.hasPrefix(words.joined(separator: " ") + " ") } ?? command
    }
}
