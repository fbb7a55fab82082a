extension Case {
    /// Keys whose absence would change what a case means without a word: an unknown key that looks like one is an error.
    private static let guarded = ["expect", "observed"]
    private static let known: Set<String> = ["id", "prompt", "observed", "expect", "labels", "notes"]

    /// The guarded key that an unknown one may have been meant to be; nil for a key that is only unknown.
    public static func knownKey(like key: String) -> String? { NearestName.of(key, in: guarded) }

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
            if let meant = Case.knownKey(like: key.stringValue), !container.contains(AnyKey(stringValue: meant)) {
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
