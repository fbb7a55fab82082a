/// Why the terminal cannot be used for screens. The description is one sentence that says what to do.
public enum CursesStartError: Error, Hashable, Sendable, CustomStringConvertible {
    case inputIsNoTerminal
    case outputIsNoTerminal
    case typeNotSet
    case typeUnknown(String)
    case noTypeDatabase(String)
    case cannotMoveCursor(String)
    case couldNotStart(String)
    case alreadyStarted

    public var description: String {
        let hint = "set TERM to your terminal's type, such as xterm-256color"
        switch self {
        case .inputIsNoTerminal:
            return "standard input is not a terminal; the workbench reads keys from it (`debuglm` is the program for scripts)"
        case .outputIsNoTerminal:
            return "standard output is not a terminal; the workbench draws on it (`debuglm` is the program for scripts)"
        case .typeNotSet: return "TERM is not set; \(hint)"
        case .typeUnknown(let type): return "terminal type '\(type)' is unknown here; \(hint), or install the package ncurses-term"
        case .noTypeDatabase(let type):
            return "there is no terminfo database to look up terminal type '\(type)'; install the package ncurses-base"
        case .cannotMoveCursor(let type): return "terminal type '\(type)' cannot place the cursor; \(hint)"
        case .couldNotStart(let type): return "the terminal of type '\(type)' could not be started; \(hint)"
        case .alreadyStarted: return "the terminal is already in use by this program"
        }
    }
}
