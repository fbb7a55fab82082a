import Foundation
import Synchronization

/// A fixed team of threads that runs the parts of one numerical operation.
///
/// A pool belongs to one caller at a time. Which thread runs which part is open, so a part must write its own output only
/// and its arithmetic must not depend on the split.
public final class ThreadPool: @unchecked Sendable {
    /// Threads that compute, the caller's included.
    public let threadCount: Int

    private let condition = NSCondition()
    private let next = Atomic<Int>(0)
    private let finishedWorkers = Atomic<Int>(0)
    private let generation = Atomic<Int>(0)
    private var body: ((Int) -> Void)?
    private var taskCount = 0
    private var stopping = false

    /// - Parameter threadCount: at least 1; by default every active processor.
    public init(threadCount: Int = ProcessInfo.processInfo.activeProcessorCount) {
        self.threadCount = max(1, threadCount)
        for index in 1..<max(2, self.threadCount) where index < self.threadCount {
            let state = Unmanaged.passUnretained(self)
            let worker = Thread { state.takeUnretainedValue().work() }
            worker.name = "compute-\(index)"
            worker.start()
        }
    }

    /// Ends the workers. The pool runs everything on the caller's thread afterwards.
    public func shutDown() {
        condition.lock()
        stopping = true
        condition.broadcast()
        condition.unlock()
    }

    /// Calls `body` once for each of `0 ..< tasks` and returns when all have ended.
    public func run(_ tasks: Int, _ body: (Int) -> Void) {
        guard threadCount > 1, tasks > 1, !stopping else {
            for task in 0..<max(0, tasks) { body(task) }
            return
        }
        withoutActuallyEscaping(body) { escaping in
            condition.lock()
            self.body = escaping
            taskCount = tasks
            next.store(0, ordering: .relaxed)
            finishedWorkers.store(0, ordering: .relaxed)
            generation.wrappingAdd(1, ordering: .releasing)
            condition.broadcast()
            condition.unlock()
            drain(escaping, tasks)
            var spins = 0
            while finishedWorkers.load(ordering: .acquiring) < threadCount - 1 {
                spins += 1
                if spins > 4_000 { sched_yield() }
            }
            self.body = nil
        }
    }

    private func drain(_ body: (Int) -> Void, _ tasks: Int) {
        while true {
            let task = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard task < tasks else { return }
            body(task)
        }
    }

    private func work() {
        var seen = 0
        while true {
            // Operations follow one another within microseconds: look for the next one before going to sleep.
            var spins = 0
            while generation.load(ordering: .acquiring) == seen, spins < 20_000 { spins += 1 }
            condition.lock()
            while generation.load(ordering: .acquiring) == seen, !stopping { condition.wait() }
            let stop = stopping
            seen = generation.load(ordering: .acquiring)
            let work = body
            let tasks = taskCount
            condition.unlock()
            if stop { return }
            if let work { drain(work, tasks) }
            finishedWorkers.wrappingAdd(1, ordering: .releasing)
        }
    }
}
