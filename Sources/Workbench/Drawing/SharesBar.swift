import Provenance
import TerminalUI

/// One bar that the sources share, each with its letter, so that it reads without colour.
enum SharesBar {
    static func draw(_ frame: inout Frame, _ rect: Rect, _ tags: TagDistribution, _ state: State) {
        var (sum, x) = (0.0, rect.x)
        for source in tags.probabilities.indices.prefix(state.marks.count) {
            let share = tags.probabilities[source]
            sum += share.isFinite ? Double(min(max(share, 0), 1)) : 0
            let end = rect.x + Int((min(sum, 1) * Double(rect.width)).rounded())
            let style = Style(state.marks.role(source), on: .dialog)
            while x < min(end, rect.endX) {
                frame.put(state.marks.letter(source), at: Point(x, rect.y), style: style)
                x += 1
            }
        }
    }
}
