/// What a person or the system did to the terminal.
public enum InputEvent: Hashable, Sendable {
    case key(Key)
    case mouse(MouseEvent)
    /// Pasted text, whole, with line feeds as line breaks. It never counts as keys.
    case paste(String)
    case resize(Size)
    /// The terminal gained or lost the keyboard.
    case focus(Bool)
    /// The program was stopped and goes on; the screen has been entered again and needs a frame.
    case resumed(Size)
    /// Another thread called the terminal's waker.
    case woken
    /// The system asked the program to end (SIGINT, SIGTERM, SIGHUP), or the terminal is gone.
    case quit(QuitReason)
}

/// Why the system wants the program to end.
public enum QuitReason: String, Hashable, Sendable {
    case interrupted, terminated, hungUp
}

/// A mouse action at a cell counted from 0 at the top left.
public struct MouseEvent: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable { case press, release, drag, wheelUp, wheelDown }
    public enum Button: String, Hashable, Sendable { case left, middle, right, none }

    public var x: Int
    public var y: Int
    public var kind: Kind
    public var button: Button
    public var modifiers: KeyModifiers

    public init(x: Int, y: Int, kind: Kind, button: Button = .left, modifiers: KeyModifiers = []) {
        self.x = x
        self.y = y
        self.kind = kind
        self.button = button
        self.modifiers = modifiers
    }

    public var point: Point { Point(x, y) }
}
