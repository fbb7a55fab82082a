import Provenance

/// A request of a judging job: which case it is about, and under which rules.
public struct JudgedCase: Hashable, Sendable {
    public var caseIndex: Int
    public var rules: RuleSet
}

/// What a job is for.
public enum Job: Equatable, Sendable {
    /// Extends a run; `kept` tokens stood before it began.
    case trace(RunKey, kept: Int)
    case judge([JudgedCase])
    case saveRules(RuleSet)
    case saveBreakpoints
    case saveTrace(String)
    /// Writes the cases file.
    case changeCases
    case importCases(String)
    case editCase(Case)
    case export
    case readTrace(String)
    case layers(LayerRequest)
    case candidates(CandidateRequest)
    /// Asks for the tokens of a text that is to stand at this place of this run.
    case pieces(RunKey, place: Int)
    /// Looks for the stages of a run that a person named, or of the workspace's own.
    case findStages(String?)
    /// Asks the checkpoints at these places.
    case stages(TraceRequest, places: [Int])
    /// Runs a saved trace again, to hold the two against each other.
    case replay(RunKey)
}

/// The jobs that are under way. What is not in the table is over, whoever still talks about it.
public struct JobTable: Equatable, Sendable {
    private var next = 1
    private(set) var active: [JobID: Job] = [:]

    subscript(id: JobID) -> Job? { active[id] }

    mutating func add(_ job: Job) -> JobID {
        defer { next += 1 }
        let id = JobID(next)
        active[id] = job
        return id
    }

    @discardableResult
    mutating func remove(_ id: JobID) -> Job? { active.removeValue(forKey: id) }

    /// The job that extends a run.
    func tracing(_ key: RunKey) -> JobID? {
        active.first { entry in
            if case .trace(key, _) = entry.value { return true }
            return false
        }?.key
    }

    var traces: [(id: JobID, key: RunKey)] {
        active.compactMap { entry in
            guard case .trace(let key, _) = entry.value else { return nil }
            return (entry.key, key)
        }.sorted { $0.id.number < $1.id.number }
    }

    /// The job that asks the checkpoints of the stages.
    var stages: JobID? {
        active.first { entry in
            if case .stages = entry.value { return true }
            return false
        }?.key
    }

    var judging: JobID? {
        active.first { entry in
            if case .judge = entry.value { return true }
            return false
        }?.key
    }
}
