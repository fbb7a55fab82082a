import Foundation

/// The list of sources, tags, stages and control tokens that a model was trained with; `provenance.json` beside its weights.
public struct Manifest: Sendable, Hashable, Codable {
    /// A special token and its id.
    public struct Control: Sendable, Hashable, Codable {
        public var text: String
        public var id: Int

        public init(text: String, id: Int) {
            self.text = text
            self.id = id
        }
    }

    /// The three tokens that only the engine inserts, always by id.
    public struct Controls: Sendable, Hashable, Codable {
        /// Asks for provenance.
        public var debug: Control
        /// The next token is a source tag.
        public var tag: Control
        /// The tags that follow are disabled.
        public var refuse: Control

        public init(debug: Control, tag: Control, refuse: Control) {
            self.debug = debug
            self.tag = tag
            self.refuse = refuse
        }
    }

    /// What the answer side looks like under `<REFUSE>`.
    public enum RefusalForm: String, Sendable, Hashable, Codable {
        /// `<TAG><S>` first, then the refusal or the answer.
        case tagFirst = "tag_first"
        /// The paper's form: the refusal or the answer alone.
        case plain
    }

    /// What the tags were trained on top of.
    public struct Base: Sendable, Hashable, Codable {
        public var name: String
        /// Tokens of the base before tags were added; their ids stay as they are.
        public var vocabulary: Int?
        /// A command that brings the base model's file, shown when it is missing.
        public var obtain: String?

        public init(name: String, vocabulary: Int? = nil, obtain: String? = nil) {
            self.name = name
            self.vocabulary = vocabulary
            self.obtain = obtain
        }
    }

    /// How prompts were wrapped in training, where that is not how the base's own files say.
    public struct Chat: Sendable, Hashable, Codable {
        /// The family of the chat template: `chatML`, `llama3` or `plain`; nil for the base's own.
        public var template: String?
        /// The system message; nil for the template's own.
        public var system: String?

        public init(template: String? = nil, system: String? = nil) {
            self.template = template
            self.system = system
        }
    }

    /// The version of this file's form that is written.
    public static let currentFormat = 1

    /// The version of the file's form.
    public var format: Int
    public var controls: Controls
    public var sources: [Source]
    public var refusalForm: RefusalForm
    /// What a refusal says, as the model was trained to say it.
    public var refusalText: String
    public var base: Base?
    /// Nil when prompts are wrapped as the base's own files say.
    public var chat: Chat?

    private enum CodingKeys: String, CodingKey {
        case format, controls, sources, base, chat
        case refusalForm = "refusal_form"
        case refusalText = "refusal_text"
    }

    public init(
        controls: Controls, sources: [Source], refusalForm: RefusalForm = .tagFirst,
        refusalText: String = Manifest.defaultRefusalText, base: Base? = nil
    ) {
        format = Self.currentFormat
        self.controls = controls
        self.sources = sources
        self.refusalForm = refusalForm
        self.refusalText = refusalText
        self.base = base
    }

    /// Lays out control tokens and tags as consecutive ids from `firstID`: `<DEBUG>`, `<TAG>`, `<REFUSE>`, then the tags in order.
    public static func numbered(
        from firstID: Int, sources: [(name: String, stage: Stage?, about: String?)], refusalForm: RefusalForm = .tagFirst,
        refusalText: String = Manifest.defaultRefusalText, base: Base? = nil
    ) -> Manifest {
        let controls = Controls(
            debug: Control(text: "<DEBUG>", id: firstID), tag: Control(text: "<TAG>", id: firstID + 1),
            refuse: Control(text: "<REFUSE>", id: firstID + 2))
        let numbered = sources.enumerated().map { index, source in
            Source(
                name: source.name, stage: source.stage, id: firstID + 3 + index, refusable: source.name != Source.generalName,
                about: source.about)
        }
        return Manifest(controls: controls, sources: numbered, refusalForm: refusalForm, refusalText: refusalText, base: base)
    }

    /// The refusal that a pipeline trains when it states none.
    public static let defaultRefusalText = "I can't answer that: its data source is switched off."

    /// The texts of all added tokens, in id order.
    public var addedTokenTexts: [String] {
        addedTokens.map(\.text)
    }

    /// Control tokens and tags in id order.
    public var addedTokens: [Control] {
        let tags = sources.map { Control(text: $0.tag, id: $0.id) }
        return ([controls.debug, controls.tag, controls.refuse] + tags).sorted { $0.id < $1.id }
    }

    /// Tag ids in the order of `sources`: the order of every `TagDistribution`.
    public var tagIDs: [Int] {
        sources.map(\.id)
    }

    /// The ids that must never show in a plain answer.
    public var controlAndTagIDs: Set<Int> {
        Set(addedTokens.map(\.id))
    }

    /// The place of a source by its exact name.
    public func index(of sourceName: String) -> Int? {
        sources.firstIndex { $0.name == sourceName }
    }

    /// The place of the source whose tag has this id.
    public func index(ofTag id: Int) -> Int? {
        sources.firstIndex { $0.id == id }
    }

    /// Finds sources by name, ignoring case, or says which name is unknown and which one may have been meant.
    ///
    /// - Throws: `ProvenanceError.unknownSource`, or `.notRefusable` when `refusable` is asked for.
    public func resolve(_ names: [String], refusable: Bool = true) throws -> [Source] {
        try names.map { name in
            guard let source = sources.first(where: { $0.name.caseInsensitiveCompare(name) == .orderedSame }) else {
                let known = sources.map(\.name)
                throw ProvenanceError.unknownSource(name: name, known: known, nearest: NearestName.of(name, in: known))
            }
            if refusable && !source.refusable { throw ProvenanceError.notRefusable(name: source.name) }
            return source
        }
    }

    /// Checks what a file from outside may get wrong.
    ///
    /// - Throws: `ProvenanceError.invalidManifest` with the reason.
    public func validate() throws {
        func fail(_ reason: String) -> ProvenanceError { .invalidManifest(reason: reason) }
        guard format == Self.currentFormat else {
            throw fail("format is \(format); this version reads format \(Self.currentFormat)")
        }
        guard !sources.isEmpty else { throw fail("`sources` is empty") }
        var ids: [Int: String] = [:]
        for token in addedTokens {
            guard token.id >= 0 else { throw fail("token \(token.text) has the negative id \(token.id)") }
            if let other = ids.updateValue(token.text, forKey: token.id) {
                throw fail("tokens \(other) and \(token.text) share the id \(token.id)")
            }
        }
        var names: Set<String> = []
        for source in sources {
            guard !source.name.isEmpty, source.name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw fail("source name \(source.name.debugDescription) must be printable ASCII without spaces")
            }
            guard names.insert(source.name.uppercased()).inserted else { throw fail("source \(source.name) stands twice") }
            guard ![controls.debug, controls.tag, controls.refuse].contains(where: { $0.text == source.tag }) else {
                throw fail("source \(source.name) has the name of a control token")
            }
        }
        guard !refusalText.isEmpty else { throw fail("`refusal_text` is empty") }
    }
}
