import Provenance
import TerminalUI

/// A switch a source, how it is refused, and what the switches did to all cases.
enum RulesPane {
    /// The first source on the screen, so that the selected one is among them.
    static func top(_ state: State, _ rect: Rect) -> Int {
        ListScroll.settle(offset: 0, selected: state.ruleRow, count: state.marks.count, height: rows(rect))
    }

    /// Two lines below the switches speak of the selected rule and of all cases.
    private static func rows(_ rect: Rect) -> Int { max(rect.height - 2 - 3, 1) }

    static func draw(_ frame: inout Frame, _ layout: Layout, _ state: State) {
        let rect = layout.rules
        guard !rect.isEmpty else { return }
        let focused = state.focus == .rules
        let right = state.rules.isUnsaved ? "*unsaved" : ""
        frame.drawBox(rect, title: "Rules", right: right, focused: focused)
        if !layout.atCursor.isEmpty { frame.drawDivider(in: rect, line: 0, title: "Rules", right: right, focused: focused) }
        let inner = rect.inset(by: 1)
        guard state.marks.count > 0 else {
            return drawFace(
                &frame, inner.inset(left: 1, right: 1), [("The sources are known when the model is loaded.", Style(.placeholder))])
        }
        let list = inner.inset(bottom: 3)
        frame.drawList(
            list, count: state.marks.count, offset: top(state, rect), selected: focused ? state.ruleRow : nil, focused: focused
        ) { frame, row, source, _ in
            // The line below speaks of it, and keys change it, from other panes too.
            if !focused, source == state.ruleRow { frame.put(frame.glyphs.marker, at: row.origin, style: Style(.marker)) }
            drawRow(&frame, row.inset(left: 1, right: 1), state, source)
        }
        let side = Rect(x: rect.x, y: list.y, width: rect.width, height: list.height)
        frame.drawScrollIndicator(side, offset: top(state, rect), visible: list.height, total: state.marks.count)
        // All that the switches leave; two lines at least.
        let free = max(inner.height - 1 - state.marks.count - 1, 2)
        drawSelected(&frame, inner.inset(top: inner.height - 1 - free, bottom: 1).inset(left: 1, right: 1), state)
        drawTally(&frame, inner.row(inner.height - 1).inset(left: 1, right: 1), state)
    }

    private static func drawRow(_ frame: inout Frame, _ row: Rect, _ state: State, _ source: Int) {
        let number = Text.clip(state.keys.flipKey(source: source), 2)
        guard state.marks.refusable[source] else {
            frame.put("\(state.marks.letter(source))", in: row.inset(left: 6), style: Style(.sourceNone))
            frame.put("\(state.marks.name(source)), never off", in: row.inset(left: 8), style: Style(.dim))
            return
        }
        let name = state.marks.names[source]
        let rule = state.rules.current.rule(for: name)
        let isOn = state.rules.current.refuses(name)
        let role = state.marks.role(source)
        frame.put(number, in: row, style: Style(.keyName))
        frame.put(isOn ? frame.glyphs.switchOn : frame.glyphs.switchOff, in: row.inset(left: 2), style: Style(isOn ? .refused : .dim))
        frame.put(state.marks.letter(source), in: row.inset(left: 6), style: Style(role, bold: true))
        let right = rule.map(wording) ?? "learned"
        let width = DisplayWidth.of(right)
        frame.put(name, in: row.inset(left: 8, right: width + 1), style: isOn ? Style(role, bold: true) : Style(.text))
        frame.put(right, in: row, style: Style(isOn ? .text : .dim), alignment: .right)
    }

    private static func wording(_ rule: Rule) -> String {
        if rule.action == .watch { return "watch \(Figures.short(rule.threshold))" }
        // A rule for some prompts only must not look like one for all.
        let way = rule.way.usesProbes ? "\(rule.way.rawValue) \(Figures.short(rule.threshold))" : rule.way.rawValue
        return rule.promptPattern == nil ? way : "\(way) when"
    }

    /// A word on the selected source, on the lowest lines: all parts of its rule where the pane has the room, else what fits of one line.
    private static func drawSelected(_ frame: inout Frame, _ rect: Rect, _ state: State) {
        let source = state.ruleRow
        guard state.marks.names.indices.contains(source), rect.height > 0 else { return }
        var lines = ["stands for what is not traced"]
        if state.marks.refusable[source] {
            let rule = state.rules.current.rule(for: state.marks.names[source]) ?? Rule(source: "", enabled: false)
            let letter = state.marks.letter(source)
            func wrapped(_ texts: [String]) -> [String] { texts.flatMap { Text.wrap($0, max(rect.width, 1)) } }
            // One line stays free between the switches and what is said of them.
            lines = wrapped(details(rule, letter: letter))
            if lines.count >= max(rect.height, 2) { lines = wrapped(["\(letter) \(words(rule))"]) }
        }
        if lines.count > rect.height {
            lines = lines.prefix(rect.height - 1) + [Text.clip(lines[rect.height - 1] + " …", rect.width, ellipsis: frame.glyphs.ellipsis)]
        }
        for (line, text) in lines.enumerated() {
            frame.put(text, in: rect.row(rect.height - lines.count + line), style: Style(.dim))
        }
    }

    /// How a rule is carried out, in a line: `guard: .80 for 2 tokens, when salt`.
    static func words(_ rule: Rule) -> String {
        var text = "\(rule.way.rawValue): "
        if rule.way.usesProbes {
            text += "\(Figures.short(rule.threshold)) for \(rule.patience) token\(rule.patience == 1 ? "" : "s")"
        } else if rule.promptPattern == nil {
            text += "by the prompt"
        }
        if let pattern = rule.promptPattern { text += "\(rule.way.usesProbes ? ", " : "")when \(pattern)" }
        if rule.refusalText != nil { text += ", own words" }
        if let note = rule.note { text += " · \(note)" }
        return text
    }

    /// All that a rule says, a line for each part.
    private static func details(_ rule: Rule, letter: String) -> [String] {
        var plain = rule
        plain.promptPattern = nil
        plain.refusalText = nil
        plain.note = nil
        let parts = [
            rule.promptPattern.map { "when \($0)" }, rule.refusalText.map { "says: \($0)" }, rule.note.map { "note: \($0)" },
        ]
        return ["\(letter) \(words(plain))"] + parts.compactMap { $0 }
    }

    /// The rules that are on, in a line: `MYTHS learned, CLINIC guard .80`.
    static func words(_ rules: RuleSet) -> String {
        let parts = rules.inForce.rules.map { "\($0.source) \(wording($0))" + ($0.promptPattern.map { " when \($0)" } ?? "") }
        return parts.isEmpty ? "no rule is on" : parts.joined(separator: ", ")
    }

    /// What the rules did to all cases.
    private static func drawTally(_ frame: inout Frame, _ row: Rect, _ state: State) {
        guard !state.rulesInForce.rules.isEmpty else {
            let watches = state.rules.current.rules.contains { $0.enabled && $0.action == .watch }
            frame.put(watches ? "no rule refuses" : "no rule is on", in: row, style: Style(.dim))
            return
        }
        let tally = state.verdicts.tally
        let gap = row.width < 28 ? 1 : 2
        var x = row.x
        for (text, style) in tallyParts(tally) {
            x += frame.put(text, in: Rect(x: x, y: row.y, width: max(row.endX - x, 0), height: 1), style: style) + gap
        }
    }

    private static func tallyParts(_ tally: Tally) -> [(String, Style)] {
        [
            ("fixes \(tally.fixes)", Style(tally.fixes > 0 ? .passing : .dim, bold: tally.fixes > 0)),
            ("breaks \(tally.breaks)", Style(tally.breaks > 0 ? .failing : .dim, bold: tally.breaks > 0)),
            ("same \(tally.same)", Style(.dim)),
        ]
    }

    // MARK: Narrow form

    /// The switches on one line, each noted as the row that its source has in the pane.
    static func drawSwitches(_ frame: inout Frame, _ row: Rect, _ state: State) {
        guard !row.isEmpty else { return }
        let room = row.inset(left: 1, right: 1)
        var right = ""
        if !state.rulesInForce.rules.isEmpty {
            let tally = state.verdicts.tally
            let parts = tallyParts(tally).dropLast()
            right = parts.map(\.0).joined(separator: " ")
            var x = room.endX - DisplayWidth.of(right)
            for (text, style) in parts where x >= room.x { x += frame.put(text, at: Point(x, room.y), style: style) + 1 }
        }
        let row = room.inset(right: right.isEmpty ? 0 : DisplayWidth.of(right) + 2)
        let sources = state.marks.names.indices.filter { state.marks.refusable[$0] }
        func needs(_ source: Int, _ name: String) -> Int {
            DisplayWidth.of(state.keys.flipKey(source: source)) + 4 + DisplayWidth.of(name)
        }
        // Where the names have no room, their letters stand for them.
        let needed = sources.reduce(-2) { $0 + needs($1, state.marks.name($1)) + 2 }
        var x = row.x
        for (place, source) in sources.enumerated() {
            let name = needed <= row.width ? state.marks.name(source) : state.marks.letter(source)
            let width = needs(source, name)
            guard x + width + (place + 1 < sources.count ? 2 : 0) <= row.endX else {
                frame.put(frame.glyphs.ellipsis, at: Point(min(x, row.endX - 1), row.y), style: Style(.dim))
                break
            }
            let isOn = state.rules.current.refuses(state.marks.names[source])
            frame.note(.row(source), at: Rect(x: x, y: row.y, width: width, height: 1))
            x += frame.put(state.keys.flipKey(source: source), at: Point(x, row.y), style: Style(.keyName))
            frame.put(isOn ? frame.glyphs.switchOn : frame.glyphs.switchOff, at: Point(x, row.y), style: Style(isOn ? .refused : .dim))
            frame.put(name, at: Point(x + 4, row.y), style: Style(state.marks.role(source), bold: isOn))
            x += 4 + DisplayWidth.of(name) + 2
        }
    }
}
