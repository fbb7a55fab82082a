import CKernels
import Foundation
import Synchronization

/// A fixed team of threads that runs the parts of one numerical operation.
///
/// Which thread runs which part is open, so a part must write its own output only and its arithmetic must not depend on
/// the split. A pool serves one caller at a time; a second caller, or a part that calls its own pool, is not refused but runs all its
/// parts on its own thread. The threads end with the pool.
public final class ThreadPool: Sendable {
    /// More than any machine has processors for one model; each thread has memory of its own.
    public static let mostThreads = 1_024

    /// Threads that compute, the caller's included.
    public let threadCount: Int

    private let team: ThreadTeam

    /// - Parameter threadCount: at least 1; by default every active processor.
    public init(threadCount: Int = ProcessInfo.processInfo.activeProcessorCount) {
        self.threadCount = max(1, threadCount)
        team = ThreadTeam(threadCount: self.threadCount)
    }

    deinit {
        team.stop()
    }

    /// Ends the workers once they have finished what they are doing. The pool runs everything on the caller's thread afterwards.
    public func shutDown() {
        team.stop()
    }

    /// Calls `body` once for each of `0 ..< tasks` and returns when all have ended.
    public func run(_ tasks: Int, _ body: (Int) -> Void) {
        run(tasks, scratchBytes: 0) { task, _ in body(task) }
    }

    /// As `run(_:_:)`, and lends each part `scratchBytes` bytes, aligned to 64, that no other part uses at the same time.
    ///
    /// The bytes belong to the thread and are kept for the next operation; their contents are arbitrary.
    public func run(_ tasks: Int, scratchBytes: Int, _ body: (_ task: Int, _ scratch: UnsafeMutableRawPointer) -> Void) {
        guard tasks > 0 else { return }
        guard team.reserve() else {
            let scratch = ThreadScratch()
            scratch.grow(to: scratchBytes)
            for task in 0..<tasks { body(task, scratch.bytes) }
            return
        }
        defer { team.release() }
        withoutActuallyEscaping(body) { escaping in
            team.run(tasks, scratchBytes: scratchBytes, escaping)
        }
    }
}
