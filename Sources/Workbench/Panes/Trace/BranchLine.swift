import TerminalUI

/// The tree of branches on one line: `main ─┬─ "digest" └─ "get"`.
enum BranchLine {
    /// A name with the lines that lead to it.
    struct Part: Equatable {
        var lead: String
        var name: String
        var key: RunKey
    }

    /// Draws the line and notes each branch as the row that it has in the tree.
    static func draw(_ frame: inout Frame, _ row: Rect, _ state: State) {
        let tree = state.shownTree
        guard !row.isEmpty, let trunk = tree.first, let shown = state.shownKey else { return }
        var parts = parts(trunk, state, frame.glyphs)
        let here = parts.firstIndex { $0.key == shown } ?? 0
        // What is left of the shown branch gives way until that one is in sight.
        var dropped = 0
        func width(upTo last: Int) -> Int { parts[...last].reduce(0) { $0 + DisplayWidth.of($1.lead + $1.name) } }
        while dropped < here, width(upTo: here - dropped) + 2 > row.width {
            parts.removeFirst()
            dropped += 1
        }
        var rest = row
        if dropped > 0 { rest = rest.inset(left: frame.put(frame.glyphs.ellipsis.description, in: rest, style: Style(.dim))) }
        for part in parts {
            rest = rest.inset(left: frame.put(part.lead, in: rest, style: Style(.border)))
            let isShown = part.key == shown
            let style = Style(isShown ? .accent : .dim, bold: isShown, underline: isShown)
            let width = frame.put(part.name, in: rest, style: style)
            let name = Rect(x: rest.x, y: rest.y, width: width, height: 1)
            if let place = tree.firstIndex(of: part.key) { frame.note(.row(place), at: name) }
            rest = rest.inset(left: width)
        }
    }

    private static func parts(_ trunk: RunKey, _ state: State, _ glyphs: Glyphs) -> [Part] {
        var parts = [Part(lead: "", name: state.branchName(trunk), key: trunk)]
        append(childrenOf: trunk, state.branches.all(of: trunk.prompt), &parts, glyphs)
        return parts
    }

    private static func append(childrenOf parent: RunKey, _ branches: [Branch], _ parts: inout [Part], _ glyphs: Glyphs) {
        let children = branches.filter { $0.parent == parent }
        let line = String(glyphs.treeLine)
        for (index, child) in children.enumerated() {
            let lead: String
            if index == 0 {
                lead = " " + line + (children.count == 1 ? line : String(glyphs.treeBranch)) + line + " "
            } else {
                lead = " " + String(index + 1 < children.count ? glyphs.leftTee : glyphs.treeEnd) + line + " "
            }
            parts.append(Part(lead: lead, name: child.name, key: child.key))
            append(childrenOf: child.key, branches, &parts, glyphs)
        }
    }
}
