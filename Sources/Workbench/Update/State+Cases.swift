import Provenance
import TerminalUI

/// What can be done to many cases at once.
enum CaseAction: CaseIterable {
    case judge, label, unlabel, export, copy, delete

    var key: Character {
        switch self {
        case .judge: "J"
        case .label: "l"
        case .unlabel: "u"
        case .export: "e"
        case .copy: "y"
        case .delete: "d"
        }
    }

    var about: String {
        switch self {
        case .judge: "judge again, from the beginning"
        case .label: "add a label"
        case .unlabel: "take a label away"
        case .export: "write to a file of their own (.jsonl or .csv)"
        case .copy: "copy the prompts"
        case .delete: "delete from the cases file"
        }
    }
}

extension State {
    // MARK: The list as a whole

    /// Takes another list of cases; what is known of a case that stays as it was stays known.
    mutating func setCases(_ others: [Case]) {
        let moves = CaseMoves(from: cases.cases, to: others)
        if let open = document?.caseIndex { document?.caseIndex = moves.origins.firstIndex(of: open) }
        cases.follow(moves)
        findTracedCase()
        verdicts.move(moves.judgedOrigins)
        matrix = nil
        refreshCases()
        judgeChangedCases()
        judgeStages()
    }

    /// Changes the cases here and in the file.
    ///
    /// - Parameter what: what has been done once the file is written.
    mutating func change(_ change: CaseChange, _ what: String) {
        caseWrites.add(CaseWrites.Entry(change: change, sentence: what), before: cases.cases)
        setCases(change.applied(to: cases.cases))
        writeCases()
    }

    /// Takes away whatever keeps cases from being shown.
    mutating func showAllCases() {
        cases.verdictFacet = .all
        cases.sourceFacet = nil
        refreshCases(filter: "")
    }

    mutating func cycleOrder() {
        cases.order = cases.order.next
        refreshCases()
        inform(cases.order == .file ? "the cases stand as in the file" : "the cases are sorted by \(cases.order.rawValue)")
    }

    // MARK: New cases

    /// The open prompt, when it was written or edited here and is no case yet.
    var promptWithoutCase: String? {
        guard let document, document.caseIndex == nil else { return nil }
        if case .saved = document.subject { return nil }
        return document.prompt
    }

    /// Adds a case and opens it.
    mutating func addCase(prompt: String) {
        let taken = Set(cases.cases.lazy.map(\.id).filter { $0.hasPrefix("new-") })
        let id = (1...).lazy.map { "new-\($0)" }.first { !taken.contains($0) } ?? "new"
        showAllCases()
        change(.add([Case(id: id, prompt: prompt)]), "case \(id) is added to the cases file")
        open(caseIndex: cases.cases.count - 1)
    }

    mutating func importCases(_ path: String) {
        guard !path.isEmpty else { return warn("usage: import FILE, a .jsonl or .csv file of cases") }
        outbox.append(.readCases(jobs.add(.importCases(path)), path: path))
        inform("reading \(path)")
    }

    mutating func casesRead(_ job: JobID, _ read: [Case]) {
        guard case .importCases(let path) = jobs.remove(job) else { return }
        guard !read.isEmpty else { return warn("\(path) holds no cases") }
        // The same case under whatever id is no second case.
        func content(_ one: Case) -> Case {
            var one = one
            one.id = ""
            return one
        }
        let known = Set(cases.cases.lazy.map(content))
        let added = read.filter { !known.contains(content($0)) }
        let skipped = read.count - added.count
        let rest = skipped == 0 ? "" : "; \(Figures.count(skipped)) stood there already"
        guard !added.isEmpty else { return inform("every case of \(path) stands in the list already") }
        let first = cases.cases.count
        change(
            .add(added), "\(Figures.count(added.count)) case\(added.count == 1 ? "" : "s") of \(path) are added to the cases file\(rest)")
        cases.select(case: first)
    }

    // MARK: The open case

    /// Keeps what production answered, and traces it.
    mutating func attachAnswer(_ text: String) {
        guard document != nil else { return }
        document?.observed = text
        if let index = document?.caseIndex, cases.cases.indices.contains(index) {
            var changed = cases.cases[index]
            changed.observed = text
            change(.replace([changed]), "the logged answer of \(changed.id) is in the cases file")
        }
        document?.subject = .plain
        show(.observed)
    }

    mutating func editCase() {
        guard let index = document?.caseIndex, cases.cases.indices.contains(index) else { return }
        let edited = cases.cases[index]
        outbox.append(.editCase(jobs.add(.editCase(edited)), edited))
    }

    mutating func caseEdited(_ job: JobID, _ edited: Case?) {
        guard case .editCase(let before) = jobs.remove(job) else { return }
        guard let edited, edited != before else { return inform("nothing was changed") }
        guard let index = cases.cases.firstIndex(where: { $0.id == before.id }) else {
            return warn("the case \(before.id) is gone meanwhile; your text was not used")
        }
        guard edited.id == before.id else { return warn("a case keeps its id (\(before.id)); nothing was changed") }
        change(.replace([edited]), "case \(edited.id) is changed in the cases file")
        if document?.caseIndex == index { open(caseIndex: index) }
    }

    // MARK: Many cases

    mutating func choose(_ key: Key, action selected: Int) {
        let actions = CaseAction.allCases
        switch key {
        case .escape, .character("q"), .control("c"): dialog = nil
        case .enter, .space: act(actions[min(max(selected, 0), actions.count - 1)])
        default:
            if let action = actions.first(where: { .character($0.key) == key }) { return act(action) }
            guard let place = State.listPlace(key, selected, count: actions.count) else { return }
            dialog = .actions(selected: place)
        }
    }

    private mutating func act(_ action: CaseAction) {
        dialog = nil
        let targets = cases.targets
        guard !targets.isEmpty else { return warn("no case is marked or selected") }
        switch action {
        case .judge:
            verdicts.forget(targets)
            startJudging()
        case .label: line = .command(TypedCommand("label "))
        case .unlabel: line = .command(TypedCommand("unlabel "))
        case .export: line = .command(TypedCommand("export cases "))
        case .copy:
            outbox.append(.copy(targets.map { cases.cases[$0].prompt }.joined(separator: "\n")))
            inform("\(Figures.count(targets.count)) prompt\(targets.count == 1 ? " is" : "s are") copied")
        case .delete: askToDelete()
        }
    }

    mutating func askToDelete() {
        let ids = cases.targets.map { cases.cases[$0].id }
        guard !ids.isEmpty else { return warn("no case is marked or selected") }
        dialog = .confirmDelete(ids)
    }

    mutating func confirmDelete(_ key: Key, _ ids: [String]) {
        switch key {
        case .character("d"), .character("y"):
            dialog = nil
            let gone = Set(ids)
            let found = RemovedCase.of(gone, in: cases.cases)
            guard !found.isEmpty else { return inform("they are gone already") }
            deleted.append(found)
            let what = ids.count == 1 ? "case \(ids[0]) is deleted" : "\(Figures.count(ids.count)) cases are deleted"
            change(.remove(gone), "\(what); :undelete brings \(ids.count == 1 ? "it" : "them") back")
        case .escape, .character("q"), .character("n"), .control("c"): dialog = nil
        default: break
        }
    }

    /// Puts the cases of the last deletion back where they stood, then those of the one before; what is there again already stays as it is.
    mutating func undelete() {
        var back: [RemovedCase] = []
        while back.isEmpty, let last = deleted.popLast() {
            let ids = IDTable(last.map { ($0.removed.id, ()) })
            let known = Set(cases.cases.lazy.filter { ids[$0] != nil })
            back = last.filter { !known.contains($0.removed) }
        }
        guard let first = back.first else { return inform("nothing that was deleted in this session is missing") }
        showAllCases()
        change(.restore(back), back.count == 1 ? "case \(first.removed.id) is back" : "\(Figures.count(back.count)) cases are back")
        if let place = cases.cases.firstIndex(where: { $0.hasSamePrompt(as: first.removed) }) { cases.select(case: place) }
    }

    /// Adds a label to the marked cases, or takes it away.
    mutating func label(_ label: String, adds: Bool) {
        guard !label.isEmpty else { return warn("usage: \(adds ? "label" : "unlabel") NAME") }
        let targets = cases.targets
        var changed: [Case] = []
        changed.reserveCapacity(targets.count)
        for index in targets where cases.cases[index].labels.contains(label) != adds {
            var one = cases.cases[index]
            if adds { one.labels.append(label) } else { one.labels.removeAll { $0 == label } }
            changed.append(one)
        }
        guard !changed.isEmpty else { return inform(adds ? "they are labelled so already" : "none of them has the label") }
        let count = changed.count == 1 ? "1 case" : "\(Figures.count(changed.count)) cases"
        change(.replace(changed), adds ? "\(count) labelled \(label)" : "the label \(label) is taken from \(count)")
    }

    mutating func exportCases(_ path: String) {
        let targets = cases.marks.isEmpty ? cases.shown : cases.targets
        guard !path.isEmpty else { return warn("usage: export cases FILE, ending in .jsonl or .csv") }
        guard !targets.isEmpty else { return warn("no case is shown") }
        outbox.append(.exportCases(jobs.add(.export), targets.map { cases.cases[$0] }, path: path))
    }
}
