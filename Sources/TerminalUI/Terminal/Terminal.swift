/// A screen with a keyboard. One thread owns it; other threads may only call its `waker`.
public protocol Terminal: AnyObject {
    var size: Size { get }
    /// Theme and capabilities. Setting it takes effect with the next frame.
    var appearance: Appearance { get set }
    /// Makes `nextEvent` return at once, from any thread.
    var waker: Waker { get }

    /// Shows a frame in one refresh; only what differs from the last one is sent. No cursor is shown when `cursor` is nil.
    func present(_ frame: Frame, cursor: Point?)

    /// The next event, or nil when the time is over. Nil as the time waits for as long as it takes.
    func nextEvent(timeoutMilliseconds: Int?) -> InputEvent?

    /// Gives the terminal back to the shell or another program until `resume`.
    func suspend()
    func resume()

    /// Leaves the terminal as it was found. Safe to call more than once.
    func restore()

    /// Puts text on the person's clipboard where the terminal can; false when it is too long to send.
    func copyToClipboard(_ text: String) -> Bool
}

extension Terminal {
    public func present(_ frame: Frame) { present(frame, cursor: nil) }
}

/// Wakes a terminal that waits for events.
public struct Waker: Sendable {
    private let action: @Sendable () -> Void

    public init(_ action: @escaping @Sendable () -> Void) {
        self.action = action
    }

    public func wake() { action() }
}
