import TerminalUI
import Testing
import Workbench

/// One thing a person can see: a pane, a dialog or a state, brought about by keys and answers at any size.
struct Screen: Sendable, CustomTestStringConvertible {
    /// The file in `Goldens/`.
    let name: String
    /// What is to be seen, for the head of that file.
    let about: String
    /// The screen it stands on: rows that are as there are left out of the file.
    let base: String?
    private let beginning: Beginning
    private let bring: @Sendable (inout Driver) -> Void

    /// - Parameters:
    ///   - beginning: the workbench that it begins with.
    ///   - bring: what is done to it.
    init(
        _ name: String, _ about: String, over base: String? = "main",
        from beginning: Beginning = .ready,
        bring: @escaping @Sendable (inout Driver) -> Void = { _ in }
    ) {
        self.name = name
        self.about = about
        self.base = base
        self.beginning = beginning
        self.bring = bring
    }

    /// A workbench before anything is done to it.
    struct Beginning: Sendable {
        let driver: @Sendable (Size) -> Driver

        init(_ driver: @escaping @Sendable (Size) -> Driver) { self.driver = driver }

        /// The first case traced, all cases judged.
        static let ready = Beginning { Driver.ready($0.columns, $0.rows) }
        /// Nothing is read yet.
        static let empty = Beginning { Driver($0.columns, $0.rows) }
    }

    var testDescription: String { name }

    /// The state at a size.
    func state(_ size: Size) -> State {
        var driver = beginning.driver(size)
        bring(&driver)
        return driver.state
    }

    /// A small terminal, a usual one, and a large one.
    static let sizes = [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60)]

    static let all = starting + browsing + tracing + branching + ruling + asking + helping

    static func named(_ name: String) -> Screen? { all.first { $0.name == name } }
}

extension Driver {
    /// Types a command and Enter.
    mutating func command(_ text: String) {
        press(":")
        type(text)
        press("Enter")
    }

    /// Steps from the position before the first token to this one.
    mutating func go(to token: Int) {
        press("0")
        for _ in 0..<token { press("Right") }
    }
}
