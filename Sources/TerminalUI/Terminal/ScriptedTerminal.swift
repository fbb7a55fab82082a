/// A terminal in memory: it plays events in order and keeps the frames it is shown.
public final class ScriptedTerminal: Terminal {
    public private(set) var size: Size
    public var appearance: Appearance
    /// Every frame presented, the newest last.
    public private(set) var frames: [Frame] = []
    public private(set) var cursor: Point?
    public private(set) var clipboard: String?
    public private(set) var isSuspended = false
    public private(set) var isRestored = false
    private var events: [InputEvent]

    public init(size: Size, events: [InputEvent] = [], appearance: Appearance = Appearance()) {
        self.size = size
        self.events = events
        self.appearance = appearance
    }

    /// The terminal never waits, so there is nothing to wake.
    public var waker: Waker { Waker {} }

    /// The newest frame as text; empty before the first one.
    public var screen: String { frames.last?.text ?? "" }

    /// Adds events to the end of the script.
    public func send(_ more: InputEvent...) { events += more }

    /// Adds key presses by name to the end of the script; a name without a key is a test's mistake and answers false.
    @discardableResult
    public func press(_ names: String...) -> Bool {
        let keys = names.compactMap(Key.init(name:))
        events += keys.map(InputEvent.key)
        return keys.count == names.count
    }

    public func present(_ frame: Frame, cursor: Point?) {
        frames.append(frame)
        self.cursor = cursor
    }

    /// The next scripted event; nil at once when the script is over.
    public func nextEvent(timeoutMilliseconds: Int?) -> InputEvent? {
        guard !events.isEmpty else { return nil }
        let event = events.removeFirst()
        if case .resize(let size) = event { self.size = size }
        return event
    }

    public func suspend() { isSuspended = true }
    public func resume() { isSuspended = false }
    public func restore() { isRestored = true }

    public func copyToClipboard(_ text: String) -> Bool {
        clipboard = text
        return true
    }
}
