/// One training data set that is traced.
public struct Source: Sendable, Hashable, Codable {
    /// The name a person uses: `TOFU`.
    public var name: String
    /// The step that introduced it; nil for `GENERAL`, which belongs to every step.
    public var stage: Stage?
    /// The special token that names it: `<TOFU>`.
    public var tag: String
    /// The tag's token id.
    public var id: Int
    /// False for `GENERAL`: what is not traced cannot be switched off.
    public var refusable: Bool
    /// What the source is, in a sentence.
    public var about: String?

    public init(name: String, stage: Stage?, tag: String? = nil, id: Int, refusable: Bool = true, about: String? = nil) {
        self.name = name
        self.stage = stage
        self.tag = tag ?? "<\(name)>"
        self.id = id
        self.refusable = refusable
        self.about = about
    }

    /// The name of the source that stands for all data that is not traced.
    public static let generalName = "GENERAL"

    private enum CodingKeys: String, CodingKey {
        case name, stage, tag, id, refusable, about
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        stage = try container.decodeKnownWord(Stage.self, forKey: .stage)
        tag = try container.decodeIfPresent(String.self, forKey: .tag) ?? "<\(name)>"
        id = try container.decode(Int.self, forKey: .id)
        refusable = try container.decodeIfPresent(Bool.self, forKey: .refusable) ?? (name != Source.generalName)
        about = try container.decodeIfPresent(String.self, forKey: .about)
    }
}
