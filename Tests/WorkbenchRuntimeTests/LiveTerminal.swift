import Foundation
import TerminalUI

/// A terminal in memory that two threads share: the loop waits on it for events, the test sends them and reads the screen.
final class LiveTerminal: Terminal, @unchecked Sendable {
    private let condition = NSCondition()
    private var events: [InputEvent] = []
    private var isWoken = false
    private var isWaiting = false
    private var frames: [Frame] = []
    private var storedAppearance = Appearance()
    private var storedClipboard: String?
    private var restoredTimes = 0
    let size: Size

    init(columns: Int = 120, rows: Int = 32) {
        size = Size(columns: columns, rows: rows)
    }

    // MARK: For the loop

    var appearance: Appearance {
        get { condition.withLock { storedAppearance } }
        set { condition.withLock { storedAppearance = newValue } }
    }

    var waker: Waker {
        Waker { [self] in
            condition.lock()
            isWoken = true
            condition.broadcast()
            condition.unlock()
        }
    }

    func present(_ frame: Frame, cursor: Point?) {
        condition.lock()
        frames.append(frame)
        condition.broadcast()
        condition.unlock()
    }

    func nextEvent(timeoutMilliseconds: Int?) -> InputEvent? {
        condition.lock()
        defer { condition.unlock() }
        let deadline = timeoutMilliseconds.map { Date(timeIntervalSinceNow: Double($0) / 1_000) }
        while events.isEmpty, !isWoken {
            isWaiting = true
            condition.broadcast()
            defer { isWaiting = false }
            if let deadline {
                guard condition.wait(until: deadline) else { return nil }
            } else {
                condition.wait()
            }
        }
        if !events.isEmpty { return events.removeFirst() }
        isWoken = false
        return .woken
    }

    func suspend() {}
    func resume() {}
    func restore() { condition.withLock { restoredTimes += 1 } }

    func copyToClipboard(_ text: String) -> Bool {
        condition.withLock { storedClipboard = text }
        return true
    }

    // MARK: For the test

    func send(_ event: InputEvent) {
        condition.lock()
        events.append(event)
        condition.broadcast()
        condition.unlock()
    }

    func press(_ names: String...) {
        for key in names.compactMap(Key.init(name:)) { send(.key(key)) }
    }

    /// Waits until the loop has taken all events and waits for more.
    func waitUntilTaken(seconds: Double) -> Bool {
        wait(seconds: seconds) { self.events.isEmpty && self.isWaiting }
    }

    /// Waits until the newest frame shows a text.
    func waitFor(_ text: String, seconds: Double = 20) -> Bool {
        wait(seconds: seconds) { self.frames.last?.text.contains(text) == true }
    }

    private func wait(seconds: Double, until isTrue: () -> Bool) -> Bool {
        let deadline = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while !isTrue() {
            guard condition.wait(until: deadline) else { return isTrue() }
        }
        return true
    }

    var screen: String { condition.withLock { frames.last?.text ?? "" } }
    var frameCount: Int { condition.withLock { frames.count } }
    var isRestored: Bool { condition.withLock { restoredTimes > 0 } }
    var clipboard: String? { condition.withLock { storedClipboard } }
}
