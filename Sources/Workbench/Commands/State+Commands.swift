import Provenance
import TerminalUI

extension State {
    /// Carries out a typed command.
    mutating func runCommand(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard let name = words.first else { return }
        guard let command = Command.find(name, keys) else { return warn(unknownCommand(name)) }
        let argument = (words.count > 1 ? words[1] : "").trimmed
        switch command.name {
        case "refuse": setRefused(true, argument)
        case "allow": setRefused(false, argument)
        case "way": setWay(argument)
        case "threshold": setThreshold(argument)
        case "patience": setPatience(argument)
        case "when": setPromptPattern(argument)
        case "wording": setText(argument, of: "wording", \.refusalText)
        case "note": setText(argument, of: "note", \.note)
        case "filter": setFilter(argument)
        case "retry": retryCases()
        case "withdraw": withdrawCases()
        case "open": open(argument)
        case "replay": replay()
        case "reload": takeSavedRules()
        case "fresh": startFresh()
        case "sort": sortCases(argument)
        case "import": importCases(argument)
        case "label": label(argument, adds: true)
        case "unlabel": label(argument, adds: false)
        case "delete": askToDelete()
        case "undelete": undelete()
        case "export": export(argument)
        case "prompt": argument.isEmpty ? warn("usage: \(command.usage)") : openPrompt(argument)
        case "break": argument.isEmpty ? perform(.breakpoints) : addBreakpoint(argument)
        case "branch": goToBranch(named: argument)
        case "instead": fork(written: argument)
        case "rename": renameBranch(argument)
        case "drop": dropBranch(argument)
        case "tokens": setMaximumTokens(argument)
        case "stages": openStages(argument)
        case "stop": stopJudging()
        case "save": saveTrace(name: argument)
        case "theme": setTheme(argument)
        case "dividers": dividers = Dividers()
        case "tour": startTour()
        default: if let action = command.action { perform(action) }
        }
    }

    private func unknownCommand(_ name: String) -> String {
        let hint = NearestName.of(name, in: Command.all(keys).map(\.name)).map { "did you mean \($0)?" }
        return "no command \(name.debugDescription); \(hint ?? "\(key(.help)) lists the keys and commands")"
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

    /// Changes a text of the selected rule: `-` takes it away, and nothing at all puts the present one into the line.
    private mutating func setText(_ text: String, of command: String, _ place: WritableKeyPath<Rule, String?>) {
        guard text.isEmpty else { return changeSelectedRule { $0[keyPath: place] = text == "-" ? nil : text } }
        if let reason = whyDisabled(.cycleWay) { return warn(reason) }
        guard let present = rules.current.rule(for: marks.names[ruleRow])?[keyPath: place] else {
            return inform("the rule of \(marks.names[ruleRow]) has none; :\(command) TEXT gives it one")
        }
        line = .command(TypedCommand("\(command) \(present)"))
    }

    private mutating func setPromptPattern(_ text: String) {
        do {
            if !text.isEmpty, text != "-" { _ = try Pattern(text) }
            setText(text, of: "when", \.promptPattern)
        } catch {
            warn("\(error)")
        }
    }

    /// How long answers may be asked to be, in tokens.
    static var answerLengths: ClosedRange<Int> { 1...4096 }

    private mutating func setMaximumTokens(_ text: String) {
        guard let value = Int(text), State.answerLengths.contains(value) else {
            return warn("the longest answer is between 1 and \(State.answerLengths.upperBound) tokens")
        }
        guard value != settings.maximumTokens else { return inform("answers end after \(value) tokens already") }
        settings.maximumTokens = value
        askedTokens = value
        for (id, _) in jobs.traces { pause(id) }
        runs.forgetAnswers()
        document?.cursor = 0
        document?.follows = true
        // An answer of another length may have another verdict.
        verdicts.forget(Array(cases.cases.indices))
        refreshCases()
        startDocument()
        startJudging()
        inform("answers end after \(value) tokens; the cases are judged again")
    }

    private mutating func open(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        if text == "trace", !cases.cases.contains(where: { $0.id == text }) { return openTrace("") }
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
