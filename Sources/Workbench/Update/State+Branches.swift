import Provenance

extension State {
    /// The run that the trace shows, as a key.
    var shownKey: RunKey? { document?.key(rules: rulesInForce) }

    /// The token under the cursor and its place; nil before the first one.
    var tokenAtCursor: (token: TraceToken, place: Int)? {
        guard let document, let run = shownRun, run.tokens.indices.contains(document.cursor - 1) else { return nil }
        return (run.tokens[document.cursor - 1], document.cursor - 1)
    }

    /// What could stand at the cursor, the likeliest first, and what does stand there wherever it ranks.
    var alternativesAtCursor: [(rank: Int?, alternative: TraceToken.Alternative, stands: Bool)] {
        guard let (token, _) = tokenAtCursor else { return [] }
        var rows = token.alternatives.prefix(State.alternatives).enumerated().map { rank, alternative in
            (rank: Optional(rank + 1), alternative: alternative, stands: alternative.id == token.id)
        }
        if !rows.contains(where: \.stands) {
            rows.append((nil, TraceToken.Alternative(id: token.id, text: token.text, logprob: token.logprob), true))
        }
        return rows
    }

    /// The branch that the trace shows.
    var shownBranch: Branch? { shownKey.flatMap { branches.branch($0) } }

    /// The runs of the tree that the trace shows one of, in the order of the tree.
    var shownTree: [RunKey] { shownKey.map { branches.walk(from: branches.trunk(of: $0)) } ?? [] }

    private static let longestWritten = 200

    /// What a run is called in the tree.
    func branchName(_ key: RunKey) -> String {
        if let branch = branches.branch(key) { return branch.name }
        if key.saved != nil { return "saved" }
        if key.answer != .generated { return "logged" }
        return key.rules.rules.isEmpty ? "main" : "ruled"
    }

    // MARK: Forking

    /// Leaves the answer at the cursor's token for another one, and runs on from there.
    mutating func fork(_ chosen: TraceToken.Alternative) {
        guard let parent = shownKey, let (token, place) = tokenAtCursor else { return }
        if case .failed = engine { return warn("the model is not loaded") }
        guard chosen.id != token.id else { return inform("this token stands there already") }
        fork(parent, at: place, [chosen])
    }

    /// Leaves a run at a place for these tokens, and runs on behind them.
    private mutating func fork(_ parent: RunKey, at place: Int, _ chosen: [TraceToken.Alternative]) {
        guard let document, document.prompt == parent.prompt, let run = runs[parent], run.tokens.indices.contains(place) else { return }
        let token = run.tokens[place]
        let before = Array(run.tokens.prefix(place))
        let key = RunKey(prompt: document.prompt, rules: parent.rules, forced: before.map(\.id) + chosen.map(\.id))
        if branches.branch(key) == nil {
            guard !branches.isFull(document.prompt) else {
                return warn("\(BranchBook.mostOfPrompt) branches are the most for one prompt; :drop takes one away")
            }
            let others = chosen.enumerated().map { offset, piece in
                TraceToken(
                    id: piece.id, text: State.readable(piece.text), logprob: piece.logprob, entropy: token.entropy, tags: nil,
                    alternatives: offset == 0 ? token.alternatives : [])
            }
            // What the parent says while it runs on would only keep this branch waiting.
            if let job = jobs.tracing(parent) { pause(job) }
            let name = State.quoted(chosen.map(\.text).joined())
            let branch = Branch(name: name, parent: parent, key: key, seed: before + others)
            for forgotten in branches.add(branch) { forget(forgotten) }
            seed(branch)
        }
        show(branch: key)
        let count = shownRun?.tokens.count ?? 0
        self.document?.cursor = min(place + chosen.count, count)
        self.document?.follows = true
        start(key)
    }

    /// Leaves the answer at the cursor's token for words that a person wrote, which need not be on any list.
    ///
    /// - Parameter text: put in with the space that the token there begins with, if any; in quotation marks, as it stands.
    mutating func fork(written text: String) {
        if let reason = whyDisabled(.alternatives) { return warn(reason) }
        guard engine.isReady else { return warn("the model is not loaded") }
        guard let parent = shownKey, let (token, place) = tokenAtCursor else { return }
        let isQuoted = text.count > 2 && text.hasPrefix("\"") && text.hasSuffix("\"")
        let written = isQuoted ? String(text.dropFirst().dropLast()) : (token.text.hasPrefix(" ") ? " " : "") + text
        guard !text.isEmpty, text.count <= State.longestWritten else {
            return warn("usage: instead TEXT, up to \(State.longestWritten) characters; in quotation marks, spaces around it count")
        }
        outbox.append(.readPieces(jobs.add(.pieces(parent, place: place)), written))
    }

    mutating func piecesRead(_ job: JobID, _ pieces: [TextPiece]) {
        guard case .pieces(let parent, let place) = jobs.remove(job) else { return }
        guard document?.prompt == parent.prompt, let run = runs[parent], run.tokens.indices.contains(place) else {
            return warn("the answer changed meanwhile; :instead again puts the words in")
        }
        let standing = run.tokens[place...].prefix(pieces.count).map(\.id)
        guard !pieces.isEmpty, standing != pieces.map(\.id) else { return inform("this stands there already") }
        // How likely it is, the engine says when it goes over the branch; on the list it is known.
        fork(
            parent, at: place,
            pieces.map { piece in
                let known = run.tokens[place].alternatives.first { $0.id == piece.id }
                return TraceToken.Alternative(id: piece.id, text: piece.text, logprob: known?.logprob ?? 0)
            })
    }

    /// Gives a branch the tokens it stands on.
    mutating func seed(_ branch: Branch) {
        runs.touch(branch.key)
        let initial = runs[branch.parent]?.initialTags
        runs.change(branch.key) { run in
            run.tokens = branch.seed
            run.initialTags = initial
            run.hasBegun = true
        }
    }

    private mutating func forget(_ key: RunKey) {
        if let job = jobs.tracing(key) { pause(job) }
        runs.forget(key)
    }

    /// A piece as it reads: an engine lists what could stand somewhere so that it can be seen (`␣so`, `⏎`). It holds until the
    /// engine has gone over the branch and says what the token really adds.
    private static func readable(_ piece: String) -> String {
        piece.replacing("␣", with: " ").replacing("⏎", with: "\n").replacing("⇥", with: "\t")
    }

    private static func quoted(_ piece: String) -> String {
        let bare = VisibleText.of(readable(piece).trimmed)
        let name = bare.isEmpty ? VisibleText.of(piece) : bare
        // Longer than a person would say it; the tree has many names in one line.
        return "\"" + (name.count > 24 ? name.prefix(23) + "…" : name) + "\""
    }

    // MARK: Going about

    /// Shows a run of the tree; the cursor stays at its place.
    mutating func show(branch key: RunKey) {
        guard let document else { return }
        self.document?.awaitedCursor = nil
        if key.saved != nil {
            self.document?.subject = .saved(key)
        } else if key == document.plainKey {
            self.document?.subject = .plain
        } else if key == document.observedKey {
            self.document?.subject = .observed
        } else if key == document.ruledKey(rulesInForce) {
            self.document?.subject = .ruled
        } else {
            self.document?.subject = .branch(key)
        }
        // A branch of the last session stands there with its first tokens alone.
        if key.isBranch, let run = runs[key], !run.isBusy, run.tokens.count <= key.forced.count { start(key) }
        let count = shownRun?.tokens.count ?? 0
        self.document?.cursor = min(document.cursor, count)
        self.document?.follows = document.cursor >= count
    }

    mutating func showNeighbourBranch(_ step: Int) {
        let tree = shownTree
        guard let key = shownKey, let index = tree.firstIndex(of: key), tree.count > 1 else { return }
        let next = tree[(index + step + tree.count) % tree.count]
        show(branch: next)
        inform("branch \(branchName(next))")
    }

    mutating func goToBranch(named name: String) {
        guard let document else { return warn("no case is open") }
        if name.isEmpty { return warn("usage: branch NAME") }
        if let trunk = shownTree.first, branchName(trunk) == name { return show(branch: trunk) }
        if name == "main" { return show(branch: document.plainKey) }
        guard let branch = branches.named(name, prompt: document.prompt) else { return warn(unknownBranch(name)) }
        show(branch: branch.key)
    }

    mutating func renameBranch(_ name: String) {
        guard let branch = shownBranch else { return warn("the trace shows no branch; \(key(.nextBranch)) goes to the next one") }
        guard !name.isEmpty, name.count <= 40 else { return warn("usage: rename NAME, up to 40 characters") }
        guard name != "main", branches.rename(branch.key, to: name) else {
            return warn("another branch is called \(name.debugDescription)")
        }
        inform("the branch is called \(name)")
    }

    mutating func dropBranch(_ name: String) {
        guard let document else { return warn("no case is open") }
        let found = name.isEmpty ? shownBranch : branches.named(name, prompt: document.prompt)
        guard let branch = found else {
            return warn(name.isEmpty ? "the trace shows no branch; \(key(.nextBranch)) goes to the next one" : unknownBranch(name))
        }
        let shown = shownKey
        let gone = branches.remove(branch.key)
        for key in gone { forget(key) }
        if let shown, gone.contains(shown) {
            show(branch: branch.parent)
            // A parent under rules that no longer stand is gone from the screen with them.
            if shownRun == nil { show(branch: document.plainKey) }
        }
        inform("branch \(branch.name) is dropped" + (gone.count > 1 ? " with the \(gone.count - 1) on it" : ""))
    }

    private func unknownBranch(_ name: String) -> String {
        let names = branches.all(of: document?.prompt ?? "").map { $0.name.filter { $0 != "\"" } }
        guard !names.isEmpty else { return "there are no branches; \(key(.alternatives)) on a token makes one" }
        let hint = NearestName.of(name, in: names).map { "did you mean \($0)?" } ?? "there are: \(names.joined(separator: ", "))"
        return "no branch \(name.debugDescription); \(hint)"
    }
}
