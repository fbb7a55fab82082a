import Provenance

/// Reads lines of the cases file that hold nothing unusual, many times faster than a general decoder: a list of a hundred thousand
/// cases opens at once. What it answers nil to is for the general decoder.
struct PlainCaseReader {
    /// Keys that this version does not know and that look like none it does; they are few and stand in many lines.
    private var harmless: Set<String> = []

    /// - Parameters:
    ///   - line: one JSON object in UTF-8.
    ///   - id: what a case without one is called; such a case is unusual where there is nothing to call it.
    mutating func read(_ line: UnsafeBufferPointer<UInt8>, id standIn: @autoclosure () -> String? = nil) -> Case? {
        var json = PlainJSON(line)
        var (id, prompt, observed, notes): (String?, String?, String?, String?)
        var expectation: Expectation?
        var labels: [String]?
        var others: [String: JSONValue] = [:]
        let isRead = json.readObject { key, json in
            switch key {
            case "id": return Self.keep(json.readString(), in: &id)
            case "prompt": return Self.keep(json.readString(), in: &prompt)
            case "observed": return json.takesNull() || Self.keep(json.readString(), in: &observed)
            case "notes": return json.takesNull() || Self.keep(json.readString(), in: &notes)
            case "labels": return json.takesNull() || Self.keep(json.readStrings(), in: &labels)
            case "expect": return json.takesNull() || Self.keep(Self.readExpectation(&json), in: &expectation)
            default:
                guard isHarmless(key), let value = json.readValue() else { return false }
                return others.updateValue(value, forKey: key) == nil
            }
        }
        guard isRead, json.isAtEnd(), let id = id ?? standIn(), let prompt, !id.isEmpty, !prompt.isEmpty else { return nil }
        return Case(
            id: id, prompt: prompt, observed: observed, expectation: expectation, labels: labels ?? [], notes: notes, otherKeys: others)
    }

    private mutating func isHarmless(_ key: String) -> Bool {
        if harmless.contains(key) { return true }
        guard Case.knownKey(like: key) == nil else { return false }
        harmless.insert(key)
        return true
    }

    private static func readExpectation(_ json: inout PlainJSON) -> Expectation? {
        var (contains, notContains): ([String]?, [String]?)
        var (matches, answer): (String?, String?)
        var refuses: Bool?
        let isRead = json.readObject { key, json in
            switch key {
            case "contains": Self.keep(json.readStrings(), in: &contains)
            case "not_contains": Self.keep(json.readStrings(), in: &notContains)
            case "matches": Self.keep(json.readString(), in: &matches)
            case "answer": Self.keep(json.readString(), in: &answer)
            case "refuses": Self.keep(json.readBool(), in: &refuses)
            default: false
            }
        }
        // An empty text says nothing, and somebody has to say that.
        guard isRead, contains?.contains(where: \.isEmpty) != true, notContains?.contains(where: \.isEmpty) != true else { return nil }
        return Expectation(contains: contains ?? [], notContains: notContains ?? [], matches: matches, refuses: refuses, answer: answer)
    }

    /// - Returns: false for a key that was there before, and for a value that is not plain.
    private static func keep<Value>(_ value: Value?, in variable: inout Value?) -> Bool {
        guard variable == nil, let value else { return false }
        variable = value
        return true
    }
}
