import TerminalUI

/// Every call to the engine as the command that repeats it.
public struct CallLog: Equatable, Sendable {
    public enum Status: Equatable, Sendable {
        case running
        case done(String)
        case cancelled
        case failed(String)
    }

    public struct Entry: Equatable, Sendable {
        /// Nil for what is no call.
        public var job: JobID?
        public var time: Double
        public var command: String
        public var status: Status
        /// The command broken into lines of `width` columns, kept because every frame of the log needs all of them.
        fileprivate(set) var lines: [String] = []
        fileprivate var width = 0
    }

    private static let limit = 500
    private static let indent = 4
    public private(set) var entries: [Entry] = []

    mutating func add(_ job: JobID, time: Double, command: String) {
        append(Entry(job: job, time: time, command: command, status: .running))
    }

    /// Notes what went wrong without a call, as a comment.
    mutating func note(_ text: String, time: Double, _ what: String) {
        append(Entry(job: nil, time: time, command: "# \(text)", status: .failed(what)))
    }

    private mutating func append(_ entry: Entry) {
        entries.append(entry)
        if entries.count > Self.limit { entries.removeFirst(entries.count - Self.limit) }
    }

    /// Breaks the commands into lines of this many columns, where they are not yet.
    mutating func wrap(_ width: Int) {
        for index in entries.indices where entries[index].width != width {
            // What a line has no room for stands further in: a command begins where a line begins.
            let lines = Text.wrap(entries[index].command, max(width - Self.indent, 1))
            entries[index].lines = lines.prefix(1) + lines.dropFirst().map { String(repeating: " ", count: Self.indent) + $0 }
            entries[index].width = width
        }
    }

    mutating func finish(_ job: JobID, _ status: Status) {
        guard let index = entries.lastIndex(where: { $0.job == job }), entries[index].status == .running else { return }
        entries[index].status = status
    }
}
