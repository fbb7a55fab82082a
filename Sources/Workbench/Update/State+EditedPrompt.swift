import Provenance

extension State {
    static let editedMark = " (edited)"

    /// Opens the prompt in other words. What still applies stays: the rules and breakpoints, which belong to no prompt, the logged
    /// answer, and the branches, whose chosen beginnings are tokens of an answer to any prompt. What the model made of the old words
    /// (probabilities, tags, the rest of each answer) is asked anew, a branch when it is shown.
    mutating func openEdited(_ text: String) {
        guard let old = document else { return openPrompt(text) }
        guard text != old.prompt else { return }
        let shown = shownKey
        let carried = carryBranches(from: old.prompt, to: text)
        let first = old.editedFrom ?? old.prompt
        let isBack = first == text
        let title = old.title.hasSuffix(Self.editedMark) ? String(old.title.dropLast(Self.editedMark.count)) : old.title
        openPrompt(text, title: isBack ? title : title + Self.editedMark)
        document?.observed = old.observed
        document?.editedFrom = isBack ? nil : first
        document?.comparesBranch = old.comparesBranch
        switch old.subject {
        case .plain, .saved: break
        case .ruled: document?.subject = .ruled
        case .observed: document?.subject = .observed
        case .branch:
            // There is room for so many; one that was not carried cannot be shown.
            if let key = shown.map({ Self.key($0, asking: text) }), branches.branch(key) != nil { show(branch: key) }
        }
        start(document?.key(rules: rulesInForce) ?? RunKey(prompt: text))
        document?.follows = true
        let count = shownRun?.tokens.count ?? 0
        document?.cursor = count
        var kept = carried > 0 ? ["\(carried) branch\(carried == 1 ? "" : "es")"] : []
        if old.observed != nil { kept.append("the logged answer") }
        if !rulesInForce.rules.isEmpty { kept.append("the rules") }
        let also = kept.isEmpty ? "" : "; kept: \(kept.joined(separator: ", "))"
        let what = isBack ? "the prompt is as it was" : "\(key(.compareBranch)) sets it beside the answer to the prompt as it was"
        inform(what + also)
    }

    /// Gives the branches of a prompt to another one, each on the tokens it stood on.
    ///
    /// - Returns: how many it gave.
    private mutating func carryBranches(from old: String, to new: String) -> Int {
        var count = 0
        for branch in branches.all(of: old) {
            let key = Self.key(branch.key, asking: new)
            guard branches.branch(key) == nil, !branches.isFull(new) else { continue }
            var parent = Self.key(branch.parent, asking: new)
            // A saved trace answers the words it was made of alone.
            if parent.saved != nil { parent = RunKey(prompt: new, rules: key.rules) }
            let seed = branch.seed.map { token in
                var bare = token
                (bare.tags, bare.alternatives) = (nil, [])
                return bare
            }
            let carried = Branch(name: branch.name, parent: parent, key: key, seed: seed)
            for forgotten in branches.add(carried) { runs.forget(forgotten) }
            self.seed(carried)
            count += 1
        }
        return count
    }

    private static func key(_ key: RunKey, asking prompt: String) -> RunKey {
        var other = key
        other.prompt = prompt
        return other
    }

    /// The answer to the prompt as it was before a person edited it, made in the way of the one that is shown.
    var originalKey: RunKey? {
        guard let document, let first = document.editedFrom, first != document.prompt else { return nil }
        let shown = shownKey
        return RunKey(prompt: first, answer: shown?.answer ?? .generated, rules: shown?.rules ?? .none)
    }

    /// Runs what an edited prompt is set beside.
    mutating func startOriginalRun() {
        if shownBranch == nil, let original = comparedParent { start(original) }
    }
}
