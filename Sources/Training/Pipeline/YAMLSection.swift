import Foundation
import Provenance
import Yams

/// A mapping of a YAML file that is read key by key; what it does not know is an error that names the nearest known key.
struct YAMLSection {
    let file: String
    /// For messages: `stages[2]`.
    let place: String
    private let node: Node
    private let values: [String: Node]

    /// - Throws: `TrainingError.setting` for YAML that cannot be parsed, `.unreadable`.
    static func root(path: String) throws -> YAMLSection {
        let text: String
        do {
            text = try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
        } catch {
            throw TrainingError.unreadable(file: path, reason: "no such file, no permission, or not UTF-8")
        }
        guard !YAMLAliases.areTooMany(in: text) else {
            throw TrainingError.setting(file: path, line: nil, reason: "holds more aliases (`*name`) than can be followed; write them out")
        }
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw TrainingError.setting(file: path, line: nil, reason: "the file is empty")
            }
            return try YAMLSection(node, file: path, place: "the pipeline")
        } catch let error as YamlError {
            throw TrainingError.setting(file: path, line: nil, reason: "is not valid YAML: \(error)")
        }
    }

    init(_ node: Node, file: String, place: String) throws {
        self.node = node
        self.file = file
        self.place = place
        guard case .mapping(let mapping) = node else {
            throw TrainingError.setting(file: file, line: node.mark?.line, reason: "\(place) must be a mapping of keys to values")
        }
        var values: [String: Node] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                throw TrainingError.setting(file: file, line: key.mark?.line, reason: "\(place) has a key that is not a word")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw TrainingError.setting(file: file, line: key.mark?.line, reason: "\(place) has the key `\(name)` twice")
            }
        }
        self.values = values
    }

    /// Refuses keys that are not in `known`.
    func allow(_ known: [String]) throws {
        for key in values.keys.sorted() where !known.contains(key) {
            throw TrainingError.unknownKey(
                file: file, line: line(of: key), key: key, place: place, nearest: NearestName.of(key, in: known), known: known)
        }
    }

    var keys: [String] { values.keys.sorted() }

    /// Whether a key that may hold one value or a section holds a section.
    func isMapping(_ key: String) -> Bool { values[key]?.mapping != nil }

    func problem(_ key: String, _ reason: String) -> TrainingError {
        .setting(file: file, line: line(of: key), reason: "\(place): `\(key)` \(reason)")
    }

    private func line(of key: String) -> Int? {
        values[key]?.mark?.line ?? node.mark?.line
    }

    private func scalar(_ key: String) throws -> String? {
        guard let node = values[key] else { return nil }
        guard let scalar = node.scalar else { throw problem(key, "must be a single value") }
        return scalar.string
    }

    func text(_ key: String) throws -> String? {
        guard let text = try scalar(key) else { return nil }
        guard !text.isEmpty else { throw problem(key, "is empty") }
        return text
    }

    func requiredText(_ key: String) throws -> String {
        guard let text = try text(key) else {
            throw TrainingError.setting(file: file, line: node.mark?.line, reason: "\(place) lacks the key `\(key)`")
        }
        return text
    }

    func integer(_ key: String, atLeast least: Int = 0, atMost most: Int? = nil) throws -> Int? {
        guard let text = try scalar(key) else { return nil }
        guard let value = Int(text.replacing("_", with: "")), value >= least, value <= most ?? 1 << 40 else {
            let bound = most.map { " and at most \($0)" } ?? ""
            throw problem(key, "is `\(text)`, not a whole number of at least \(least)\(bound)")
        }
        return value
    }

    func number(_ key: String, atLeast least: Double = 0, atMost most: Double? = nil) throws -> Double? {
        guard let text = try scalar(key) else { return nil }
        guard let value = Double(text), value.isFinite, value >= least, value <= most ?? .infinity else {
            let bound = most.map { " and at most \($0)" } ?? ""
            throw problem(key, "is `\(text)`, not a number of at least \(least)\(bound)")
        }
        return value
    }

    func flag(_ key: String) throws -> Bool? {
        guard let text = try scalar(key) else { return nil }
        guard text == "true" || text == "false" else { throw problem(key, "is `\(text)`, not true or false") }
        return text == "true"
    }

    /// A list of texts, or one text.
    func texts(_ key: String) throws -> [String]? {
        guard let node = values[key] else { return nil }
        if let scalar = node.scalar { return [scalar.string] }
        guard let sequence = node.sequence else { throw problem(key, "must be a list") }
        return try sequence.map { item in
            guard let scalar = item.scalar else { throw problem(key, "must be a list of texts") }
            return scalar.string
        }
    }

    /// One of the raw values of an enum.
    func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _ type: Choice.Type) throws -> Choice?
    where Choice.RawValue == String {
        guard let text = try scalar(key) else { return nil }
        guard let value = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue)
            let hint = NearestName.of(text, in: known).map { "; did you mean `\($0)`?" } ?? ""
            throw problem(key, "is `\(text)`, not one of \(known.joined(separator: ", "))\(hint)")
        }
        return value
    }

    func section(_ key: String) throws -> YAMLSection? {
        try values[key].map { try YAMLSection($0, file: file, place: "`\(key)`") }
    }

    func sections(_ key: String) throws -> [YAMLSection]? {
        guard let node = values[key] else { return nil }
        guard let sequence = node.sequence else { throw problem(key, "must be a list") }
        return try sequence.enumerated().map { try YAMLSection($1, file: file, place: "\(key)[\($0)]") }
    }
}
