import Foundation

/// Counts what is under way, so that "idle" can be waited for.
///
/// Every message and every piece of work is counted before anyone can see it and taken off after everything that follows from it
/// has been counted. So the count is zero only when nothing is queued, nothing runs and nothing waits to be taken in.
final class Activity: @unchecked Sendable {
    private let condition = NSCondition()
    private var count = 0

    func begin(_ number: Int = 1) {
        condition.lock()
        count += number
        condition.unlock()
    }

    func end(_ number: Int = 1) {
        condition.lock()
        count -= number
        if count == 0 { condition.broadcast() }
        condition.unlock()
    }

    /// - Returns: false when the time was over first.
    func waitUntilIdle(seconds: Double) -> Bool {
        let deadline = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while count != 0 {
            guard condition.wait(until: deadline) else { return count == 0 }
        }
        return true
    }
}
