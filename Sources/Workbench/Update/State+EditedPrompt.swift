import Provenance

extension State {
    /// Opens the prompt in other words. What still applies stays: the rules and breakpoints, which belong to no prompt, the logged
    /// answer, and the branches, whose chosen beginnings are tokens of an answer to any prompt. What the model made of the old words
    /// (probabilities, tags, the rest of each answer) is asked anew, a branch when it is shown.
    mutating func openEdited(_ text: String) {
        guard let old = document else { return openPrompt(text) }
        guard text != old.prompt else { return }
        let shown = shownKey
        let carried = carryBranches(from: old.prompt, to: text)
        openPrompt(text, title: old.title.hasSuffix(" (edited)") ? old.title : old.title + " (edited)")
        document?.observed = old.observed
        document?.editedFrom = old.editedFrom ?? old.prompt
        document?.comparesBranch = old.comparesBranch
        switch old.subject {
        case .plain, .saved: break
        case .ruled: document?.subject = .ruled
        case .observed: document?.subject = .observed
        case .branch: if let shown { show(branch: Self.key(shown, asking: text)) }
        }
        start(document?.key(rules: rulesInForce) ?? RunKey(prompt: text))
        document?.follows = true
        let count = shownRun?.tokens.count ?? 0
        document?.cursor = count
        var kept = carried > 0 ? ["\(carried) branch\(carried == 1 ? "" : "es")"] : []
        if old.observed != nil { kept.append("the logged answer") }
        if !rulesInForce.rules.isEmpty { kept.append("the rules") }
        let also = kept.isEmpty ? "" : "; kept: \(kept.joined(separator: ", "))"
        inform("\(key(.compareBranch)) sets it beside the answer to the prompt as it was\(also)")
    }

    /// Gives the branches of a prompt to another one, each on the tokens it stood on.
    ///
    /// - Returns: how many the other prompt has now.
    private mutating func carryBranches(from old: String, to new: String) -> Int {
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
        }
        return branches.all(of: new).count
    }

    private static func key(_ key: RunKey, asking prompt: String) -> RunKey {
        var other = key
        other.prompt = prompt
        return other
    }

    /// The answer to the prompt as it was before a person edited it.
    var originalKey: RunKey? { document?.editedFrom.map { RunKey(prompt: $0) } }
}
