import TerminalUI

/// A key and what it does, as it is before a person changes it. A `KeyMap` of these records feeds dispatch, the footer, the help
/// screen, the command palette and the written key list.
public struct KeyBinding: Equatable, Sendable {
    /// Where the key works. A pane's own binding goes before one that works everywhere.
    public enum Context: String, CaseIterable, Sendable {
        case everywhere, cases, trace, rules

        public var title: String {
            switch self {
            case .everywhere: "Everywhere"
            case .cases: "Cases"
            case .trace: "Trace"
            case .rules: "Rules"
            }
        }
    }

    public var keys: [Key]
    public var action: Action
    /// A word or two for the footer; empty when it does not stand there.
    public var label: String
    /// The sentence of the help screen.
    public var tooltip: String
    public var context: Context
    /// How the keys are written, where their names are too long.
    public var shownKeys: String
    /// False for one of a row of keys that another record describes.
    public var isListed: Bool

    init(
        _ keys: [String], _ action: Action, _ label: String = "", _ tooltip: String, in context: Context = .everywhere,
        shown: String? = nil, listed: Bool = true
    ) {
        self.keys = keys.compactMap(Key.init(name:))
        self.action = action
        self.label = label
        self.tooltip = tooltip
        self.context = context
        shownKeys = shown ?? keys.joined(separator: " ")
        isListed = listed
    }
}

extension KeyBinding {
    /// All bindings, in the order the help screen has them.
    public static let all: [KeyBinding] = moving + tracing + ruling + general

    private static let moving: [KeyBinding] = [
        KeyBinding(["Enter"], .open, "open", "Open the selected case and run it", in: .cases),
        KeyBinding(["Up", "k"], .up, "", "Select the case above", in: .cases),
        KeyBinding(["Down", "j"], .down, "", "Select the case below", in: .cases),
        KeyBinding(["PgUp"], .pageUp, "", "A page up", in: .cases),
        KeyBinding(["PgDn"], .pageDown, "", "A page down", in: .cases),
        KeyBinding(["Home", "g"], .first, "", "Select the first case", in: .cases),
        KeyBinding(["End", "G"], .last, "", "Select the last case", in: .cases),
        KeyBinding(["x"], .mark, "mark", "Mark the selected case, or take the mark away", in: .cases),
        KeyBinding(["X"], .markShown, "", "Mark all cases that are shown, or take their marks away", in: .cases),
        KeyBinding(["a"], .actions, "act", "Do something with the marked cases, or with the selected one", in: .cases),
    ]

    private static let tracing: [KeyBinding] = [
        KeyBinding(["Home"], .toStart, "", "Go to the position before the first token", in: .trace),
        KeyBinding(["End"], .toEnd, "", "Go to the last token and follow new ones", in: .trace),
        KeyBinding(["Up", "k"], .up, "", "Go one line of the answer up", in: .trace),
        KeyBinding(["Down", "j"], .down, "", "Go one line of the answer down", in: .trace),
        KeyBinding(["PgUp"], .comparisonUp, "", "Scroll the answer up, or the two that are compared", in: .trace),
        KeyBinding(["PgDn"], .comparisonDown, "", "Scroll the answer down, or the two that are compared", in: .trace),
        KeyBinding(["Left", "h"], .stepBack, "", "Go one token back; every token stays as it was", shown: "← h"),
        KeyBinding(
            ["Right", "l"], .stepForward, "step", "Go one token on; at the last one, ask the model for one more", shown: "→ l"),
        KeyBinding(["Space"], .runOrPause, "run", "Run the model to the end of its answer, or pause it"),
        KeyBinding(["c"], .goOn, "", "Go on after a breakpoint, to the next one or to the end"),
        KeyBinding(["B"], .breakpoints, "break", "List the breakpoints: what stops a running answer, and how often it did"),
        KeyBinding(["$"], .toEnd, "", "Go to the last token and follow new ones"),
        KeyBinding(["0"], .toStart, "", "Go to the position before the first token"),
        KeyBinding(["r"], .restart, "", "Forget the answer and start again, token by token"),
        KeyBinding(["o"], .observed, "", "Trace the answer that was logged for this case instead of a new one, and back"),
        KeyBinding(["v"], .ruled, "", "Trace the answer under the rules instead of the plain one, and back"),
        KeyBinding(["t"], .alternatives, "branch", "Show what could stand at the cursor's token; Enter there makes a branch"),
        KeyBinding(["L"], .layers, "layers", "Show what each layer says at the cursor: its likeliest tokens, and its sources"),
        KeyBinding(["D"], .stages, "", "Show what the checkpoint of each training stage answers, side by side"),
        KeyBinding(["}"], .nextBranch, "", "Go to the next branch of the answer; the cursor keeps its place"),
        KeyBinding(["{"], .previousBranch, "", "Go to the branch before"),
        KeyBinding(
            ["V"], .compareBranch, "",
            "Show the branch beside the answer it left, or an edited prompt's beside the one before, with what differs marked"),
        KeyBinding(["]"], .nextCase, "", "Open the next case"),
        KeyBinding(["["], .previousCase, "", "Open the case before"),
        KeyBinding(["e"], .editPrompt, "edit", "Edit the prompt and run it; branches and the logged answer go along"),
        KeyBinding(["n"], .newCase, "new", "Write or paste a prompt that becomes a new case"),
        KeyBinding(["A"], .attachAnswer, "", "Write or paste the answer that production gave to this case, and trace it"),
        KeyBinding(["E"], .editCase, "", "Edit the open case in $EDITOR: prompt, logged answer, what is expected, labels, notes"),
        KeyBinding(["S"], .saveTrace, "", "Save the trace into the workspace"),
        KeyBinding(["y"], .copyAnswer, "", "Copy the answer to the clipboard"),
    ]

    private static let ruling: [KeyBinding] =
        [
            KeyBinding(["Up", "k"], .up, "", "Select the source above", in: .rules),
            KeyBinding(["Down", "j"], .down, "", "Select the source below", in: .rules),
            KeyBinding(["Home", "g"], .first, "", "Select the first source", in: .rules),
            KeyBinding(["End", "G"], .last, "", "Select the last source", in: .rules),
            KeyBinding(["Enter"], .flipRow, "flip", "Refuse the selected source, or allow it again", in: .rules),
            KeyBinding(["1"], .flip(1), "flip", "Refuse the source with this number, or allow it again", shown: "1-9"),
        ]
        + (2...9).map { KeyBinding(["\($0)"], .flip($0), "", "Refuse source \($0), or allow it again", listed: false) }
        + [
            KeyBinding(["w"], .cycleWay, "", "Change how the selected source is refused: learned, guard, both"),
            KeyBinding(["+", "="], .raiseThreshold, "", "Raise the guard's threshold by 0.05", shown: "+"),
            KeyBinding(["-"], .lowerThreshold, "", "Lower the guard's threshold by 0.05"),
            KeyBinding(["p"], .raisePatience, "", "Let the guard wait one token more"),
            KeyBinding(["P"], .lowerPatience, "", "Let the guard wait one token less"),
            KeyBinding(["u"], .undo, "", "Undo the last change of the rules"),
            KeyBinding(["C-r"], .redo, "", "Redo it"),
            KeyBinding(
                ["m"], .matrix, "what if", "Show what refusing each source would do to each case, and the smallest set of rules that helps"),
            KeyBinding(["W"], .saveRules, "save", "Save the rules"),
            KeyBinding(["J"], .judge, "", "Judge the cases that have no verdict yet"),
        ]

    private static let general: [KeyBinding] = [
        KeyBinding(
            ["/"], .filter, "filter",
            "Show the cases whose id, prompt or labels hold the words typed, or nearly; also label:NAME, stage:NAME"),
        KeyBinding(["f"], .verdictFacet, "", "Show all cases, the failing, the passing, those not judged"),
        KeyBinding(["s"], .sourceFacet, "", "Show all cases, or those of one source after the other"),
        KeyBinding(["F"], .labelFacet, "", "Show all cases, or those with one label after the other"),
        KeyBinding(["d"], .stageFacet, "", "Show all cases, or those whose source came in one training stage after the other"),
        KeyBinding(["O"], .order, "", "Sort the cases as in the file, by id, verdict, source, probability"),
        KeyBinding(["Tab"], .nextPane, "", "Go to the next pane"),
        KeyBinding(["BTab"], .previousPane, "", "Go to the pane before"),
        KeyBinding(["z"], .zoom, "", "Give the pane the whole screen, or take it back"),
        KeyBinding(["T"], .nextTheme, "", "Show the next theme"),
        KeyBinding(["C"], .log, "", "Show every call to the engine as the command that repeats it"),
        KeyBinding([":"], .commandLine, "command", "Type a command"),
        KeyBinding(["?", "F1"], .help, "help", "Show this help"),
        KeyBinding(["Esc"], .cancel, "", "Close what is open, stop judging, take the marks away, clear the filter: one after the other"),
        KeyBinding(["q", "C-c"], .quit, "quit", "Quit; unsaved rules are asked about", shown: "q"),
    ]
}
