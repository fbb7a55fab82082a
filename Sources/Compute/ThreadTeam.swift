import CKernels
import Foundation
import Synchronization

/// The threads behind a `ThreadPool`: they outlive no operation and hold the team, never the pool.
///
/// An operation opens a round, and threads that come in time join it. When the caller finds no parts left, it closes the round and
/// waits for those who joined, not for those still asleep: on a busy machine a late thread costs nothing.
final class ThreadTeam: @unchecked Sendable {
    typealias Body = (_ task: Int, _ scratch: UnsafeMutableRawPointer) -> Void

    /// Round number, whether it is open, and how many workers are in it, in one word so that joining is one exchange.
    private enum RoundState {
        static let member = 1
        static let open = 1 << 16
        static let round = 1 << 17
        static let members = open - 1
    }

    /// How often a thread looks before it sleeps or yields. Operations of one decoding step follow one another within tens of
    /// microseconds, which is about what this lasts.
    private static let looks = 1_500

    private let state = Atomic<Int>(0)
    private let next = Atomic<Int>(0)
    private let sleepers = Atomic<Int>(0)
    private let reserved = Atomic<Bool>(false)
    private let stopping = Atomic<Bool>(false)
    private let wakeUp = NSCondition()

    // Written by the caller before it opens a round, read by those who joined it.
    private var body: Body?
    private var tasks = 0
    private let scratch: [ThreadScratch]

    init(threadCount: Int) {
        scratch = (0..<threadCount).map { _ in ThreadScratch() }
        for index in 1..<max(2, threadCount) where index < threadCount {
            let worker = Thread { [self] in work(index) }
            worker.name = "compute-\(index)"
            worker.start()
        }
    }

    func stop() {
        stopping.store(true, ordering: .sequentiallyConsistent)
        wakeUp.lock()
        wakeUp.broadcast()
        wakeUp.unlock()
    }

    /// Takes the team for one operation; false when it is taken.
    func reserve() -> Bool {
        reserved.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    }

    func release() {
        reserved.store(false, ordering: .releasing)
    }

    /// Runs `tasks` parts of a reserved team's operation.
    func run(_ tasks: Int, scratchBytes: Int, _ body: @escaping Body) {
        guard tasks > 1, scratch.count > 1, !stopping.load(ordering: .relaxed) else {
            scratch[0].grow(to: scratchBytes)
            for task in 0..<tasks { body(task, scratch[0].bytes) }
            return
        }
        for part in scratch { part.grow(to: scratchBytes) }
        self.body = body
        self.tasks = tasks
        next.store(0, ordering: .relaxed)
        // Sequential consistency pairs this with `sleep`: either the sleeper sees the round or the caller sees the sleeper.
        let opened = state.load(ordering: .relaxed) + RoundState.round + RoundState.open
        state.store(opened, ordering: .sequentiallyConsistent)
        if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
            wakeUp.lock()
            wakeUp.broadcast()
            wakeUp.unlock()
        }

        drain(body, tasks, scratch[0])
        state.wrappingSubtract(RoundState.open, ordering: .acquiringAndReleasing)
        var looks = 0
        while state.load(ordering: .acquiring) & RoundState.members != 0 {
            looks += 1
            if looks < Self.looks { dlm_spin_pause() } else { sched_yield() }
        }
        self.body = nil
    }

    private func drain(_ body: Body, _ tasks: Int, _ scratch: ThreadScratch) {
        while true {
            let task = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard task < tasks else { return }
            body(task, scratch.bytes)
        }
    }

    private func work(_ index: Int) {
        var seen = 0
        while waitForRound(after: seen) {
            var current = state.load(ordering: .acquiring)
            while current & RoundState.open != 0, current / RoundState.round != seen {
                let join = state.compareExchange(
                    expected: current, desired: current + RoundState.member, ordering: .acquiringAndReleasing)
                current = join.original
                guard join.exchanged else { continue }
                takePart(index)
                state.wrappingSubtract(RoundState.member, ordering: .acquiringAndReleasing)
                break
            }
            seen = current / RoundState.round
        }
    }

    /// A function of its own, so that the worker's hold on the body ends before it leaves the round.
    @inline(never)
    private func takePart(_ index: Int) {
        if let body { drain(body, tasks, scratch[index]) }
    }

    /// Looks for a round later than `seen`, then sleeps until there is one; false when the team stops.
    private func waitForRound(after seen: Int) -> Bool {
        for _ in 0..<Self.looks {
            if isNews(seen) { return !stopping.load(ordering: .relaxed) }
            dlm_spin_pause()
        }
        wakeUp.lock()
        sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
        while !isNews(seen) { wakeUp.wait() }
        sleepers.wrappingSubtract(1, ordering: .relaxed)
        wakeUp.unlock()
        return !stopping.load(ordering: .relaxed)
    }

    private func isNews(_ seen: Int) -> Bool {
        state.load(ordering: .sequentiallyConsistent) / RoundState.round != seen
            || stopping.load(ordering: .sequentiallyConsistent)
    }
}

/// Bytes a thread keeps for its intermediate results.
final class ThreadScratch {
    private(set) var bytes = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
    private var capacity = 64

    func grow(to count: Int) {
        guard count > capacity else { return }
        bytes.deallocate()
        bytes = .allocate(byteCount: count, alignment: 64)
        capacity = count
    }

    deinit {
        bytes.deallocate()
    }
}
