import Provenance
import TerminalUI

extension State {
    /// Commands that are remembered from one session to the next.
    private static let commandsKept = 100

    // MARK: Keeping

    /// Writes the session down where it changed: soon after a person did something, and before the end.
    mutating func keepSession(after message: Message) {
        guard keeper.isOn, workspace == .ready else { return }
        switch message {
        case .input(.focus), .input(.woken), .tick, .engineProgress, .traceEvent, .judged, .judgeEnded: break
        default: keeper.isDirty = true
        }
        let ends = outbox.firstIndex(of: .quit)
        guard ends != nil || keeper.isDirty && now - keeper.lookedAt >= SessionKeeper.interval(marks: cases.marks.count) else { return }
        keeper.isDirty = false
        keeper.lookedAt = now
        let session = savedSession
        guard session != keeper.kept else { return }
        keeper.kept = session
        outbox.insert(.keepSession(session), at: ends ?? outbox.endIndex)
    }

    /// The session as it stands.
    var savedSession: SavedSession {
        var saved = SavedSession()
        saved.opened = document.flatMap(opened)
        let all = branches.everything.map(SavedSession.SavedBranch.init)
        saved.branches = all.isEmpty ? nil : all
        saved.rules = rules.isUnsaved ? rules.current : nil
        saved.fileRules = rules.isUnsaved ? rules.saved : nil
        saved.hadOffer = offeredRules == nil ? nil : true
        saved.earlierRules = rules.kept.isEmpty ? nil : rules.kept
        saved.unwritten = caseWrites.stuck > 0 ? caseWrites.changes : nil
        saved.maximumTokens = askedTokens
        saved.filter = cases.filter.isEmpty ? nil : cases.filter
        saved.verdicts = cases.verdictFacet == .all ? nil : cases.verdictFacet
        saved.source = cases.sourceFacet.map { marks.name($0) }
        saved.order = cases.order == .file ? nil : cases.order
        saved.selected = cases.selected.map { cases.cases[$0].id }
        saved.marked = cases.marks.isEmpty ? nil : cases.markedIDs
        saved.pane = focus.rawValue
        saved.isZoomed = isZoomed ? true : nil
        saved.dividers = dividers == Dividers() ? nil : dividers
        saved.theme = themeName
        saved.commands = commandHistory.isEmpty ? nil : Array(commandHistory.suffix(State.commandsKept))
        return saved
    }

    private func opened(_ document: Document) -> SavedSession.Opened? {
        var opened = SavedSession.Opened(
            caseID: document.caseIndex.map { cases.cases[$0].id }, title: document.title, prompt: document.prompt,
            observed: document.observed, subject: .plain, cursor: document.awaitedCursor ?? document.cursor,
            comparesBranch: document.comparesBranch, editedFrom: document.editedFrom)
        switch document.subject {
        case .plain: opened.subject = .plain
        case .ruled: opened.subject = .ruled
        case .observed: opened.subject = .observed
        case .branch(let key):
            opened.subject = .branch
            opened.branch = SavedSession.Place(key)
        case .saved: return nil
        }
        return opened
    }

    // MARK: Going on

    /// Goes on where an earlier session ended.
    ///
    /// - Returns: false when it had nothing open that is still there.
    mutating func goOn(with saved: SavedSession) -> Bool {
        guard saved.form == SavedSession.currentForm else { return false }
        keeper.kept = saved
        if let kept = saved.rules, kept != rules.current, rules.change(to: kept) { verdicts.use(rulesInForce) }
        rules.goOn(after: saved.earlierRules ?? [])
        for unwritten in saved.unwritten ?? [] { change(unwritten, "a change of the last session is in the cases file") }
        for branch in saved.branches ?? [] {
            for forgotten in branches.add(branch.branch) { runs.forget(forgotten) }
            seed(branch.branch)
        }
        commandHistory = saved.commands ?? []
        if let tokens = saved.maximumTokens, State.answerLengths.contains(tokens) {
            askedTokens = tokens
            settings.maximumTokens = tokens
        }
        if let theme = saved.theme, theme != themeName, themeNames.contains(theme) {
            themeName = theme
            outbox.append(.useTheme(theme))
        }
        if let pane = saved.pane.flatMap(Pane.init(rawValue:)) { focus = pane }
        isZoomed = saved.isZoomed ?? false
        dividers = saved.dividers ?? Dividers()
        cases.verdictFacet = saved.verdicts ?? .all
        cases.sourceFacet = marks.index(of: saved.source)
        cases.order = saved.order ?? .file
        cases.mark(ids: saved.marked ?? [])
        refreshCases(filter: saved.filter ?? "")
        if let selected = saved.selected, let index = cases.cases.firstIndex(where: { $0.id == selected }) { cases.select(case: index) }
        let isOpen = saved.opened.map { goOn(with: $0) } ?? false
        let isOther = saved.fileRules.map { $0.withoutIdleSwitches != rules.saved.withoutIdleSwitches } ?? false
        if rules.isUnsaved, saved.hadOffer == true || isOther { offer(rules.saved) }
        return isOpen
    }

    private mutating func goOn(with opened: SavedSession.Opened) -> Bool {
        let index = opened.caseID.flatMap { id in cases.cases.firstIndex { $0.id == id } }
        if opened.caseID != nil, index == nil { return false }
        let prompt = index.map { cases.cases[$0].prompt } ?? opened.prompt
        guard !prompt.isEmpty else { return false }
        var document = Document(
            caseIndex: index, title: opened.title, prompt: prompt,
            observed: index.map { cases.cases[$0].observed } ?? opened.observed)
        switch opened.subject {
        case .plain: document.subject = .plain
        case .ruled: document.subject = rulesInForce.rules.isEmpty ? .plain : .ruled
        case .observed: document.subject = document.observed == nil ? .plain : .observed
        case .branch:
            let key = opened.branch?.key(prompt: prompt)
            document.subject = key.flatMap { branches.branch($0) }.map { .branch($0.key) } ?? .plain
        }
        document.comparesBranch = opened.comparesBranch
        document.editedFrom = opened.editedFrom
        document.awaitedCursor = max(opened.cursor, 0)
        document.follows = false
        self.document = document
        runs.touch(document.plainKey)
        inform("went on where the last session ended; :fresh starts anew")
        return true
    }

    /// Forgets where the last session was, and its branches.
    mutating func startFresh() {
        for branch in branches.everything { runs.forget(branch.key) }
        branches = BranchBook()
        for (id, _) in jobs.traces { pause(id) }
        isZoomed = false
        cases.order = .file
        cases.clearMarks()
        showAllCases()
        cases.select(place: 0)
        document = nil
        if let first = cases.selected { open(caseIndex: first) }
        inform("a new session; the rules stand as they were")
    }
}
