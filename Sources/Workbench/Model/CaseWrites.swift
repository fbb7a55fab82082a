import Provenance

/// Changes of the cases that the file does not have yet. One write is under way at a time, with all that waited for it; what
/// could not be written stays, in its order, until it is written or withdrawn.
public struct CaseWrites: Equatable, Sendable {
    struct Entry: Equatable, Sendable {
        var change: CaseChange
        /// What has been done once the file is written.
        var sentence: String
    }

    private var entries: [Entry] = []
    /// The write under way, and how many of the first entries it carries.
    private var job: JobID?
    private var carried = 0
    /// The cases as the file has them; nil when nothing waits.
    private var written: [Case]?
    /// Why the last write failed; nil when it did not.
    private(set) var failure: String?

    /// The changes the file lacks, in their order.
    var changes: [CaseChange] { entries.map(\.change) }

    /// Whether the file has every change.
    var isEmpty: Bool { entries.isEmpty }

    /// Changes that wait because a write failed; 0 while one is under way.
    public var stuck: Int { failure == nil ? 0 : entries.count }

    /// - Parameter before: the cases without the change, which are the file's where nothing else waits.
    mutating func add(_ entry: Entry, before: [Case]) {
        if entries.isEmpty { written = before }
        entries.append(entry)
    }

    /// Whether there is something to write and no write under way.
    var canBegin: Bool { job == nil && !entries.isEmpty }

    /// - Returns: the changes for a new write.
    mutating func begin(_ job: JobID) -> [CaseChange] {
        self.job = job
        carried = entries.count
        failure = nil
        return changes
    }

    /// - Returns: what has been done, the latest last.
    mutating func finished(_ job: JobID) -> [String] {
        guard self.job == job else { return [] }
        let done = entries.prefix(carried)
        written = entries.count > carried ? done.reduce(written ?? []) { $1.change.applied(to: $0) } : nil
        entries.removeFirst(carried)
        self.job = nil
        return done.map(\.sentence)
    }

    mutating func failed(_ job: JobID, _ reason: String) {
        guard self.job == job else { return }
        self.job = nil
        failure = reason
    }

    /// Someone else changed the file.
    ///
    /// - Returns: the cases with the changes it lacks.
    mutating func rebased(on file: [Case]) -> [Case] {
        guard !entries.isEmpty else { return file }
        written = file
        return changes.reduce(file) { $1.applied(to: $0) }
    }

    /// Gives up what could not be written.
    ///
    /// - Returns: the cases as the file has them; nil when nothing is stuck.
    mutating func withdraw() -> [Case]? {
        guard stuck > 0, let written else { return nil }
        self = CaseWrites()
        return written
    }
}
