/// What is wrong with a workspace's file: which file, where in it, why, and what to do next.
public struct WorkspaceError: Error, Equatable, Sendable, CustomStringConvertible {
    public var file: String
    /// `line 12`, `key model`, or nil when the whole file is meant.
    public var place: String?
    public var problem: String
    public var advice: String?

    public init(file: String, place: String? = nil, problem: String, advice: String? = nil) {
        self.file = file
        self.place = place
        self.problem = problem
        self.advice = advice
    }

    public var description: String {
        let head = [file, place].compactMap(\.self).joined(separator: ", ")
        return "\(head): \(problem)" + (advice.map { "; \($0)" } ?? "")
    }
}

/// What is wrong with several files of a workspace: who mends them sees all of it at once.
public struct WorkspaceErrors: Error, Equatable, Sendable, CustomStringConvertible {
    public var errors: [WorkspaceError]

    public init(_ errors: [WorkspaceError]) { self.errors = errors }

    public var description: String { errors.map(\.description).joined(separator: "\n") }
}
