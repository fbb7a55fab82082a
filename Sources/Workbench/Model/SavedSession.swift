import Provenance

/// What of a session outlives the program: where a person was, what they opened, and the branches they made. Whatever the file
/// lacks or this version does not know is left as a new session has it.
public struct SavedSession: Codable, Equatable, Sendable {
    /// What the trace shows.
    public struct Opened: Codable, Equatable, Sendable {
        enum Subject: String, Codable { case plain, ruled, observed, branch }

        /// The id of the case; nil for a prompt that is none.
        var caseID: String?
        var title: String
        var prompt: String
        var observed: String?
        var subject: Subject
        var branch: Place?
        var cursor: Int
        var comparesBranch: Bool
        /// The prompt before it was edited.
        var editedFrom: String?
    }

    /// Which answer of a prompt.
    struct Place: Codable, Equatable, Sendable {
        /// The logged answer; nil for one that the model makes.
        var given: String?
        var rules: RuleSet?
        /// Ids of the tokens that it stands on.
        var forced: [Int]?
    }

    /// A branch; the engine works out again what is known of its tokens.
    struct SavedBranch: Codable, Equatable, Sendable {
        struct Token: Codable, Equatable, Sendable {
            var id: Int
            var text: String
            var logprob: Float
            var entropy: Float
        }

        var name: String
        var prompt: String
        var parent: Place
        var place: Place
        var seed: [Token]
    }

    /// How the file is written; a reader of another form starts anew.
    static let currentForm = 1

    var form = SavedSession.currentForm
    var opened: Opened?
    var branches: [SavedBranch]?
    /// The rules as they stand, where they are not those of the file.
    var rules: RuleSet?
    /// Those of the file that they were unsaved against, unless others were on offer: what tells the next session of a change between.
    var fileRules: RuleSet?
    /// The file's rules were on offer when the session ended.
    var hadOffer: Bool?
    /// What undoing a change of the rules goes back to, the newest last.
    var earlierRules: [RuleSet]?
    /// Changes of the cases that could not be written.
    var unwritten: [CaseChange]?
    /// The length of answers, where a person asked for another one.
    var maximumTokens: Int?
    var filter: String?
    var verdicts: VerdictFacet?
    /// The name of the source that is shown.
    var source: String?
    var order: CaseOrder?
    /// The id of the selected case.
    var selected: String?
    var marked: [String]?
    var pane: String?
    var isZoomed: Bool?
    var dividers: Dividers?
    var theme: String?
    /// Commands that were typed, the newest last.
    var commands: [String]?
}

extension SavedSession.Place {
    init(_ key: RunKey) {
        if case .given(let text) = key.answer { given = text }
        rules = key.rules.rules.isEmpty ? nil : key.rules
        forced = key.forced.isEmpty ? nil : key.forced
    }

    func key(prompt: String) -> RunKey {
        RunKey(prompt: prompt, answer: given.map { .given($0) } ?? .generated, rules: rules ?? .none, forced: forced ?? [])
    }
}

extension SavedSession.SavedBranch {
    init(_ branch: Branch) {
        name = branch.name
        prompt = branch.key.prompt
        parent = SavedSession.Place(branch.parent)
        place = SavedSession.Place(branch.key)
        // Figures that JSON has no numbers for are not worth a session.
        seed = branch.seed.map {
            Token(id: $0.id, text: $0.text, logprob: $0.logprob.isFinite ? $0.logprob : 0, entropy: $0.entropy.isFinite ? $0.entropy : 0)
        }
    }

    var branch: Branch {
        Branch(
            name: name, parent: parent.key(prompt: prompt), key: place.key(prompt: prompt),
            seed: seed.map { TraceToken(id: $0.id, text: $0.text, logprob: $0.logprob, entropy: $0.entropy, tags: nil) })
    }
}

/// Whether the session is written down, and when it was last.
struct SessionKeeper: Equatable, Sendable {
    /// Seconds between two writes: a session with a hundred thousand marks is a long file.
    static func interval(marks: Int) -> Double { 1 + Double(marks) / 10_000 }

    var isOn = false
    /// Something happened since the last look.
    var isDirty = false
    var lookedAt = 0.0
    /// What stands in the file.
    var kept: SavedSession?
}
