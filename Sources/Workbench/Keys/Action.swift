/// What a person can ask for with a key, a click or a command.
public enum Action: Hashable, Sendable {
    case quit, help, commandLine, log, nextPane, previousPane, zoom, nextTheme, cancel
    case layers, stages, order, mark, markShown, actions, attachAnswer, editCase
    case filter, verdictFacet, sourceFacet, labelFacet, stageFacet, up, down, pageUp, pageDown, first, last, open, nextCase, previousCase
    case stepForward, stepBack, runOrPause, toEnd, toStart, restart, observed, ruled, editPrompt, newCase, saveTrace, copyAnswer
    /// Switches the source with this number, counted from 1 in the order of the manifest.
    case flip(Int)
    case alternatives, nextBranch, previousBranch, compareBranch, comparisonUp, comparisonDown
    case breakpoints, goOn
    case flipRow, cycleWay, raiseThreshold, lowerThreshold, raisePatience, lowerPatience, undo, redo, saveRules, judge, matrix
}
