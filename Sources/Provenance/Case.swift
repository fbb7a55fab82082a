/// A prompt under investigation, with what was observed and what would be right.
///
/// A value like any other, but one that takes eight bytes in a list: lists of a hundred thousand are copied, compared and changed
/// between two keys, and most of their cases are the same as before.
public struct Case: Sendable, Hashable, Codable, Identifiable {
    private struct Fields: Hashable {
        var id: String
        var prompt: String
        var observed: String?
        var expectation: Expectation?
        var labels: [String]
        var notes: String?
        var otherKeys: [String: JSONValue]
    }

    /// Never changed while two cases share it, which is what makes it safe to hand to another thread.
    private final class Storage: @unchecked Sendable {
        /// Not checked at run time, which would cost as much as a look itself: whoever changes it has the only reference.
        @exclusivity(unchecked) var fields: Fields

        init(_ fields: Fields) { self.fields = fields }
    }

    private var storage: Storage

    public init(
        id: String, prompt: String, observed: String? = nil, expectation: Expectation? = nil, labels: [String] = [],
        notes: String? = nil, otherKeys: [String: JSONValue] = [:]
    ) {
        storage = Storage(
            Fields(
                id: id, prompt: prompt, observed: observed, expectation: expectation, labels: labels, notes: notes, otherKeys: otherKeys))
    }

    /// Before a change: what another case shares stays as it is.
    private mutating func separate() {
        if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.fields) }
    }

    /// A name of its own within the file.
    public var id: String {
        get { storage.fields.id }
        set {
            separate()
            storage.fields.id = newValue
        }
    }

    public var prompt: String {
        get { storage.fields.prompt }
        set {
            separate()
            storage.fields.prompt = newValue
        }
    }

    /// What production logged, if it did.
    public var observed: String? {
        get { storage.fields.observed }
        set {
            separate()
            storage.fields.observed = newValue
        }
    }

    /// What would be right; nil when there is nothing to judge.
    public var expectation: Expectation? {
        get { storage.fields.expectation }
        set {
            separate()
            storage.fields.expectation = newValue
        }
    }

    public var labels: [String] {
        get { storage.fields.labels }
        set {
            separate()
            storage.fields.labels = newValue
        }
    }

    public var notes: String? {
        get { storage.fields.notes }
        set {
            separate()
            storage.fields.notes = newValue
        }
    }

    /// Keys of the file that this version does not know; written back as they were.
    public var otherKeys: [String: JSONValue] {
        get { storage.fields.otherKeys }
        set {
            separate()
            storage.fields.otherKeys = newValue
        }
    }

    /// Whether the case is called so; asked of every case of a long list.
    public func isCalled(_ id: String) -> Bool { storage.fields.id == id }

    public func hasSameID(as other: Case) -> Bool { storage.fields.id == other.storage.fields.id }

    public func hasSamePrompt(as other: Case) -> Bool { storage.fields.prompt == other.storage.fields.prompt }

    public func hasSameExpectation(as other: Case) -> Bool { storage.fields.expectation == other.storage.fields.expectation }

    /// Whether this is a copy of another case that neither of them was changed after; two equal cases need not be.
    public func isCopy(of other: Case) -> Bool { storage === other.storage }

    public static func == (one: Case, other: Case) -> Bool {
        one.storage === other.storage || one.storage.fields == other.storage.fields
    }

    /// Name and prompt tell cases apart well enough; hashing all of a long list's texts takes its time.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(prompt)
    }
}
