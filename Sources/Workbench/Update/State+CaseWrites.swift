import Provenance

extension State {
    /// Writes whatever the cases file lacks, unless a write is under way: the next one takes it along.
    mutating func writeCases() {
        guard caseWrites.canBegin else { return }
        let job = jobs.add(.changeCases)
        outbox.append(.changeCases(job, caseWrites.begin(job)))
    }

    mutating func casesWritten(_ job: JobID) {
        let done = caseWrites.finished(job)
        if let last = done.last { inform(done.count == 1 ? last : "\(done.count) changes are in the cases file; the last: \(last)") }
        writeCases()
    }

    mutating func casesNotWritten(_ job: JobID, _ reason: String) {
        caseWrites.failed(job, reason)
        let count = caseWrites.stuck
        tell("\(reason); \(count == 1 ? "the change is" : "\(count) changes are") kept: :retry writes again, :withdraw gives up", .error)
    }

    /// Tries again to write what could not be written.
    mutating func retryCases() {
        guard caseWrites.stuck > 0 else { return inform("every change of the cases is written") }
        writeCases()
    }

    /// Takes back what could not be written.
    mutating func withdrawCases() {
        let count = caseWrites.stuck
        guard let file = caseWrites.withdraw() else { return inform("there is nothing to withdraw") }
        setCases(file)
        deleted = []
        inform("\(count == 1 ? "a change is" : "\(count) changes are") withdrawn; the cases are those of the file")
    }
}
