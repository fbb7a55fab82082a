import Provenance

extension State {
    /// Pauses the shown run where a breakpoint says so.
    mutating func checkBreakpoints(_ job: JobID, _ run: Run, refusal: Bool) {
        // An answer that comes back after a restart goes to where one stood; it was stopped, or not, on the way there before.
        guard document?.awaitedCursor == nil else { return }
        let (hit, failure) = breakpoints.hits(run, refusal: refusal, marks: marks)
        if let failure { warn(failure) }
        guard !hit.isEmpty else { return }
        let names = hit.map(\.description).joined(separator: ", ")
        if let key = shownKey { runs.change(key) { $0.stoppedBy = names } }
        pause(job)
        // What stopped is what one wants to see, wherever one looked.
        document?.cursor = run.tokens.count
        document?.follows = true
        warn("stopped at token \(run.tokens.count): \(names); \(key(.goOn)) continues")
    }

    mutating func addBreakpoint(_ words: String) {
        do {
            let condition = try Breakpoint.Condition(parsing: words, sources: marks.count > 0 ? marks.names : nil)
            guard breakpoints.add(condition) else {
                return warn("\(BreakpointSet.most) breakpoints are the most; \(key(.breakpoints)) deletes one")
            }
            inform("stops at: \(condition)")
            saveBreakpoints()
        } catch {
            warn("\(error)")
        }
    }

    mutating func switchBreakpoint(_ index: Int) {
        guard breakpoints.entries.indices.contains(index) else { return }
        breakpoints.toggle(index)
        saveBreakpoints()
    }

    mutating func deleteBreakpoint(_ index: Int) {
        guard breakpoints.entries.indices.contains(index) else { return }
        breakpoints.remove(index)
        saveBreakpoints()
    }

    /// Takes over what someone else wrote into the file, unless a change of one's own is on its way there.
    mutating func takeBreakpoints(_ changed: [Breakpoint]) {
        guard changed != breakpoints.breakpoints, !jobs.active.values.contains(.saveBreakpoints) else { return }
        breakpoints = BreakpointList(changed)
        inform("the breakpoints were changed on disk and read again")
    }

    private mutating func saveBreakpoints() {
        outbox.append(.saveBreakpoints(jobs.add(.saveBreakpoints), breakpoints.breakpoints))
    }
}
