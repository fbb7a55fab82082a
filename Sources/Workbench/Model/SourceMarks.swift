import Provenance
import TerminalUI

/// The one letter and the one colour that stand for each source, the same in every pane.
public struct SourceMarks: Equatable, Sendable {
    public let names: [String]
    public let letters: [String]
    public let stages: [Stage?]
    public let refusable: [Bool]
    private let roles: [Role]

    public static let none = SourceMarks([])

    /// Gives each source the first letter of its name, or on a clash the next letter of the name that is still free.
    public init(_ sources: [Source]) {
        names = sources.map(\.name)
        stages = sources.map(\.stage)
        refusable = sources.map(\.refusable)
        letters = SourceLetters.of(sources.map { ($0.name, $0.refusable) })
        var next = 0
        roles = sources.map { source in
            guard source.refusable else { return .sourceNone }
            defer { next += 1 }
            return .source(next)
        }
    }

    private init(names: [String], stages: [Stage?], refusable: [Bool], roles: [Role]) {
        self.names = names
        self.stages = stages
        self.refusable = refusable
        self.roles = roles
        letters = SourceLetters.of(Array(zip(names, refusable)))
    }

    /// These, and after them sources that other models know; those here keep their letters and colours.
    package func adding(_ others: [String]) -> SourceMarks {
        var added: [String] = []
        for name in others where index(of: name) == nil && !added.contains(name) { added.append(name) }
        let first = refusable.count { $0 }
        return SourceMarks(
            names: names + added, stages: stages + added.map { _ in nil }, refusable: refusable + added.map { _ in true },
            roles: roles + added.indices.map { .source(first + $0) })
    }

    public var count: Int { names.count }

    /// The stages that brought a source, in the order of training.
    var stageNames: [String] { Stage.allCases.filter { stages.contains($0) }.map(\.rawValue) }

    /// Columns that the names take in a table; longer ones are cut.
    var nameWidth: Int { min(names.map(DisplayWidth.of).max() ?? 0, 10) }

    func letter(_ source: Int?) -> String {
        guard let source, letters.indices.contains(source) else { return " " }
        return letters[source]
    }

    func role(_ source: Int?) -> Role {
        guard let source, roles.indices.contains(source) else { return .sourceNone }
        return roles[source]
    }

    /// False for `GENERAL`.
    func isTraced(_ source: Int) -> Bool { refusable.indices.contains(source) && refusable[source] }

    func name(_ source: Int?) -> String {
        guard let source, names.indices.contains(source) else { return "" }
        return names[source]
    }

    public func index(of name: String?) -> Int? {
        guard let name else { return nil }
        return names.firstIndex(of: name)
    }
}
