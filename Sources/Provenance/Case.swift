/// A prompt under investigation, with what was observed and what would be right.
public struct Case: Sendable, Hashable, Codable, Identifiable {
    /// A name of its own within the file.
    public var id: String
    public var prompt: String
    /// What production logged, if it did.
    public var observed: String?
    /// What would be right; nil when there is nothing to judge.
    public var expectation: Expectation?
    public var labels: [String]
    public var notes: String?
    /// Keys of the file that this version does not know; written back as they were.
    public var otherKeys: [String: JSONValue]

    public init(
        id: String, prompt: String, observed: String? = nil, expectation: Expectation? = nil, labels: [String] = [],
        notes: String? = nil, otherKeys: [String: JSONValue] = [:]
    ) {
        self.id = id
        self.prompt = prompt
        self.observed = observed
        self.expectation = expectation
        self.labels = labels
        self.notes = notes
        self.otherKeys = otherKeys
    }

    /// Keys whose absence would change what a case means without a word: an unknown key that looks like one is an error.
    private static let guarded = ["expect", "observed"]
    private static let known: Set<String> = ["id", "prompt", "observed", "expect", "labels", "notes"]

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: AnyKey.self)
        self.init(
            id: try container.decode(String.self, forKey: "id"),
            prompt: try container.decode(String.self, forKey: "prompt"),
            observed: try container.decodeIfPresent(String.self, forKey: "observed"),
            expectation: try container.decodeIfPresent(Expectation.self, forKey: "expect"),
            labels: try container.decodeIfPresent([String].self, forKey: "labels") ?? [],
            notes: try container.decodeIfPresent(String.self, forKey: "notes"))
        for (name, text) in [("id", id), ("prompt", prompt)] where text.isEmpty {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "`\(name)` is empty"))
        }
        for key in container.allKeys where !Case.known.contains(key.stringValue) {
            if let meant = NearestName.of(key.stringValue, in: Case.guarded), !container.contains(AnyKey(stringValue: meant)) {
                throw DecodingError.dataCorrupted(
                    .init(
                        codingPath: decoder.codingPath,
                        debugDescription: "unknown key `\(key.stringValue)`; did you mean `\(meant)`? Choose another name if not"))
            }
            otherKeys[key.stringValue] = try container.decode(JSONValue.self, forKey: key)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: AnyKey.self)
        try container.encode(id, forKey: "id")
        try container.encode(prompt, forKey: "prompt")
        try container.encodeIfPresent(observed, forKey: "observed")
        try container.encodeIfPresent(expectation, forKey: "expect")
        if !labels.isEmpty { try container.encode(labels, forKey: "labels") }
        try container.encodeIfPresent(notes, forKey: "notes")
        for (key, value) in otherKeys { try container.encode(value, forKey: AnyKey(stringValue: key)) }
    }
}
