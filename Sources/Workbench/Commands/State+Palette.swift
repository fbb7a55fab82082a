import Provenance
import TerminalUI

extension State {
    /// Suggestions in the list of one line.
    private static let mostSuggestions = 60

    /// Works out what could stand where one types, and what of it can be done just now.
    mutating func settlePalette() {
        guard case .command(var command) = line else { return }
        if command.needsSuggestions {
            command.takesWholeArgument = !command.isAtName && self.command(of: command)?.argument == .breakpoint
            command.suggest(command.isAtName ? commandSuggestions(command.field.text) : argumentSuggestions(command))
        } else if command.isAtName {
            let commands = Dictionary(Command.all(keys).map { ($0.usage, $0) }, uniquingKeysWith: { first, _ in first })
            command.revise { suggestion in commands[suggestion.title].flatMap { whyDisabled($0) } }
        }
        let rows = PaletteView.rows(command.suggestions.count, height: max(size.rows - 2, 0))
        command.top = ListScroll.settle(offset: command.top, selected: command.selected, count: command.suggestions.count, height: rows)
        if line != .command(command) { line = .command(command) }
    }

    /// The command that a line is for.
    func command(of line: TypedCommand) -> Command? {
        Command.find(line: line.field.text, keys)
    }

    // MARK: Commands

    /// Commands by name, and after them those whose description has what is typed.
    private func commandSuggestions(_ typed: String) -> [Suggestion] {
        let commands = Command.all(keys)
        let wanted = typed.lowercased()
        let named = commands.enumerated().compactMap { place, command in
            FuzzyMatch.of(typed, in: command.name).map { match in
                // What begins as typed comes first, and of that what can be done.
                let begins = command.name.hasPrefix(wanted)
                let group = !begins ? 2 : whyDisabled(command) == nil ? 0 : 1
                return (command: command, match: match, rank: (group, -match.score, place))
            }
        }.sorted { $0.rank < $1.rank }
        let names = Set(named.map(\.command.usage))
        let described = wanted.count < 3 ? [] : commands.filter { !names.contains($0.usage) && $0.about.lowercased().contains(wanted) }
        return named.map { suggestion($0.command, $0.match.places) } + described.map { suggestion($0, []) }
    }

    private func suggestion(_ command: Command, _ places: [Int]) -> Suggestion {
        Suggestion(
            word: command.name, title: command.usage, places: places, about: command.about,
            keys: command.action.flatMap { keys.binding(of: $0) }.map { $0.keys.isEmpty ? "" : $0.firstShownKey } ?? "",
            whyDisabled: whyDisabled(command), takesMore: command.usage.contains(" "))
    }

    /// Why a command can do nothing just now; nil when it can, or when that depends on what follows it.
    private func whyDisabled(_ command: Command) -> String? {
        switch command.name {
        case "refuse", "allow": marks.count == 0 ? "the sources are not known before the model is loaded" : nil
        case "open", "break", "prompt", "theme", "filter": nil
        case "replay":
            if case .saved = document?.subject { engine.isReady ? nil : "the model is not loaded" } else { "open a saved trace first" }
        case "label", "unlabel", "delete": !cases.hasTargets ? "no case is marked or selected" : nil
        case "undelete": deleted.isEmpty ? "no case was deleted in this session" : nil
        case "rename": shownBranch == nil ? "the trace shows no branch" : nil
        case "instead": whyDisabled(.alternatives)
        case "when", "wording", "note": whyDisabled(.cycleWay)
        case "drop": branches.all(of: document?.prompt ?? "").isEmpty ? "there are no branches" : nil
        case "retry", "withdraw": caseWrites.stuck == 0 ? "every change of the cases is written" : nil
        case "stop": judging.isActive ? nil : "nothing is being judged"
        case "export":
            if command.usage.contains("cases") { cases.shown.isEmpty ? "no case is shown" : nil } else { whyDisabled(.copyAnswer) }
        case "tour": tour == nil ? nil : "the tour is under way"
        default: command.action.flatMap { whyDisabled($0) }
        }
    }

    // MARK: What follows a command

    private func argumentSuggestions(_ line: TypedCommand) -> [Suggestion] {
        guard let command = command(of: line) else { return [] }
        if command.argument == .caseID {
            if line.field.text.hasPrefix("\(command.name) trace ") { return fitting(traceSuggestions, line.lastWord) }
            return traceWord(line.lastWord) + caseSuggestions(line.lastWord)
        }
        let found = fitting(choices(command, line), line.lastWord)
        // What stands there whole needs no completing.
        return found.map(\.word) == [line.lastWord] ? [] : found
    }

    /// The word behind which saved traces are named, where there are any.
    private func traceWord(_ typed: String) -> [Suggestion] {
        let word = "trace"
        guard !savedTraces.isEmpty, word.hasPrefix(typed.lowercased()) else { return [] }
        let count = savedTraces.count == 1 ? "1 saved trace" : "\(Figures.count(savedTraces.count)) saved traces"
        return [Suggestion(word: word, title: "trace NAME", places: Array(0..<typed.count), about: count, takesMore: true)]
    }

    private var traceSuggestions: [Suggestion] { savedTraces.map { Suggestion(word: $0, title: $0) } }

    private func caseSuggestions(_ typed: String) -> [Suggestion] {
        cases.fitting(typed, limit: State.mostSuggestions).map { one in
            Suggestion(word: one.id, title: one.id, places: FuzzyMatch.of(typed, in: one.id)?.places ?? [], about: one.prompt)
        }
    }

    private func fitting(_ choices: [Suggestion], _ typed: String) -> [Suggestion] {
        let found = choices.enumerated().compactMap { place, choice in
            FuzzyMatch.of(typed, in: choice.title).map { (choice: choice, match: $0, place: place) }
        }.sorted { ($1.match.score, $0.place) < ($0.match.score, $1.place) }
        return found.prefix(State.mostSuggestions).map { found in
            var choice = found.choice
            choice.places = found.match.places
            return choice
        }
    }

    /// All that can follow a command, with a word on each.
    private func choices(_ command: Command, _ line: TypedCommand) -> [Suggestion] {
        func plain(_ words: [String], _ about: (String) -> String = { _ in "" }) -> [Suggestion] {
            words.map { Suggestion(word: $0, title: $0, about: about($0)) }
        }
        switch command.argument {
        case .sources: return sourceSuggestions
        case .way: return plain(Rule.Way.allCases.map(\.rawValue)) { Rule.Way(rawValue: $0)?.about ?? "" }
        case .theme: return plain(themeNames) { $0 == themeName ? "shown now" : "" }
        case .order: return plain(CaseOrder.allCases.map(\.rawValue)) { $0 == cases.order.rawValue ? "so they stand now" : "" }
        case .breakpoint: return plain(marks.names.map { "\($0) > 0.8" } + Breakpoint.Condition.forms.dropFirst())
        case .branch: return plain(["main"] + branches.all(of: document?.prompt ?? "").map { $0.name.filter { $0 != "\"" } })
        case .export:
            let before = line.field.text.dropLast(line.lastWord.count).split(separator: " ")
            switch before.count {
            case 1: return plain(["cases", "trace"])
            case 2 where before[1] == "trace": return plain(TraceReport.Format.allCases.map(\.rawValue))
            default: return []
            }
        case .none, .number, .text, .caseID: return []
        }
    }

    private var sourceSuggestions: [Suggestion] {
        marks.names.indices.filter { marks.refusable[$0] }.map { source in
            let name = marks.names[source]
            let about = [
                rules.current.refuses(name) ? "refused" : "", Figures.stage(marks.stages[source]),
                manifest?.sources.first { $0.name == name }?.about ?? "",
            ]
            return Suggestion(word: name, title: name, about: about.filter { !$0.isEmpty }.joined(separator: " · "))
        }
    }
}

extension Rule.Way {
    /// What a way does, in a few words.
    var about: String {
        switch self {
        case .learned: "the model decides, told by the prompt"
        case .guarding: "the engine watches the probes and cuts the answer"
        case .both: "the prompt tells the model, and the engine watches"
        }
    }
}
