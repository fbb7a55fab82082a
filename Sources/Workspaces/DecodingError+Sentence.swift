extension DecodingError {
    /// The error as one sentence without the decoder's inner words.
    public var sentence: String {
        func at(_ path: [any CodingKey]) -> String {
            guard !path.isEmpty else { return "" }
            let places = path.reduce("") { places, key in
                if let index = key.intValue { return places + "[\(index)]" }
                return places + (places.isEmpty ? "" : ".") + key.stringValue
            }
            return " in `\(places)`"
        }
        switch self {
        case .keyNotFound(let key, let context):
            return "the key `\(key.stringValue)` is missing\(at(context.codingPath))"
        case .typeMismatch(let type, let context):
            return "expected \(Self.word(for: type))\(at(context.codingPath))"
        case .valueNotFound(let type, let context):
            return "expected \(Self.word(for: type)), found null\(at(context.codingPath))"
        case .dataCorrupted(let context):
            let path = at(context.codingPath)
            return context.debugDescription.hasPrefix("The given data") ? "this is not valid JSON" : context.debugDescription + path
        @unknown default:
            return "it does not have the expected form"
        }
    }

    private static func word(for type: Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Int.Type, is Double.Type, is Float.Type: "a number"
        case is Bool.Type: "true or false"
        default: "\(type)".hasPrefix("Array") ? "a list" : "an object"
        }
    }
}
