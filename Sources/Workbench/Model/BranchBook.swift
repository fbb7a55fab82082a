import Provenance

/// An answer that leaves another one at a token.
public struct Branch: Equatable, Sendable {
    /// `"digest"`, or what a person called it.
    public internal(set) var name: String
    /// The run it leaves.
    public let parent: RunKey
    public let key: RunKey
    /// The tokens it stands on: those of the parent before the fork, and the chosen one.
    let seed: [TraceToken]
}

/// The branches of every prompt of this session. They belong to the words of their prompt: another prompt has others, and the
/// same words bring them back.
public struct BranchBook: Equatable, Sendable {
    /// More would be no help to anyone, and memory has to end somewhere.
    static let mostOfPrompt = 64
    private static let mostPrompts = 32

    private var byPrompt: [String: [Branch]] = [:]
    /// Prompts with branches, the least recently forked one first.
    private var order: [String] = []

    public func all(of prompt: String) -> [Branch] { byPrompt[prompt] ?? [] }

    /// All branches, those of the prompt that was forked last at the end, and each one after its parent.
    var everything: [Branch] { order.flatMap { all(of: $0) } }

    func branch(_ key: RunKey) -> Branch? { byPrompt[key.prompt]?.first { $0.key == key } }

    func named(_ name: String, prompt: String) -> Branch? {
        let bare = name.filter { $0 != "\"" }
        return all(of: prompt).first { $0.name == name } ?? all(of: prompt).first { $0.name.filter { $0 != "\"" } == bare }
    }

    /// The answer that a run grew from, over however many branches.
    func trunk(of key: RunKey) -> RunKey {
        var key = key
        // A parent is always older than its branch, so this ends; the count only guards the loop.
        for _ in 0..<BranchBook.mostOfPrompt {
            guard let parent = branch(key)?.parent else { return key }
            key = parent
        }
        return key
    }

    /// A trunk's runs in the order of the tree: each one before its branches, the older branches first.
    func walk(from trunk: RunKey) -> [RunKey] {
        var found: [RunKey] = []
        var open = [trunk]
        let branches = all(of: trunk.prompt)
        while let key = open.popLast() {
            found.append(key)
            open += branches.filter { $0.parent == key }.map(\.key).reversed()
        }
        return found
    }

    func isFull(_ prompt: String) -> Bool { all(of: prompt).count >= BranchBook.mostOfPrompt }

    /// Adds a branch under a name that none of its prompt has.
    ///
    /// - Returns: runs of prompts that were forked too long ago, to be forgotten.
    mutating func add(_ branch: Branch) -> [RunKey] {
        let prompt = branch.key.prompt
        var branch = branch
        branch.name = freeName(branch.name, prompt: prompt)
        byPrompt[prompt, default: []].append(branch)
        order.removeAll { $0 == prompt }
        order.append(prompt)
        guard order.count > BranchBook.mostPrompts else { return [] }
        return byPrompt.removeValue(forKey: order.removeFirst())?.map(\.key) ?? []
    }

    /// Takes a branch away with all that grew on it.
    ///
    /// - Returns: their runs.
    mutating func remove(_ key: RunKey) -> [RunKey] {
        let gone = walk(from: key)
        byPrompt[key.prompt]?.removeAll { gone.contains($0.key) }
        if byPrompt[key.prompt]?.isEmpty == true {
            byPrompt[key.prompt] = nil
            order.removeAll { $0 == key.prompt }
        }
        return gone
    }

    /// - Returns: false when another branch of the prompt has the name.
    mutating func rename(_ key: RunKey, to name: String) -> Bool {
        guard let index = byPrompt[key.prompt]?.firstIndex(where: { $0.key == key }) else { return false }
        guard !all(of: key.prompt).contains(where: { $0.name == name && $0.key != key }) else { return false }
        byPrompt[key.prompt]?[index].name = name
        return true
    }

    private func freeName(_ name: String, prompt: String) -> String {
        let taken = Set(all(of: prompt).map(\.name))
        guard taken.contains(name) else { return name }
        return (2...).lazy.map { "\(name) \($0)" }.first { !taken.contains($0) } ?? name
    }
}
