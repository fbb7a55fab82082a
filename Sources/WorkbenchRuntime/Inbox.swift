import Foundation
import TerminalUI
import Workbench

/// Where other threads leave messages for the loop. A message is counted as activity from here until it was taken in.
final class Inbox: @unchecked Sendable {
    private let lock = NSLock()
    private var messages: [Message] = []
    private let activity: Activity
    private let waker: Waker

    init(activity: Activity, waker: Waker) {
        self.activity = activity
        self.waker = waker
    }

    func post(_ message: Message) {
        activity.begin()
        lock.lock()
        let wasEmpty = messages.isEmpty
        messages.append(message)
        lock.unlock()
        // The loop takes everything at once, so one call is enough for all that wait.
        if wasEmpty { waker.wake() }
    }

    func drain() -> [Message] {
        lock.lock()
        defer { lock.unlock() }
        let all = messages
        messages = []
        return all
    }
}
