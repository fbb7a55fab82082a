import Provenance
import TerminalUI

/// One bar that the sources share, each with its letter, so that it reads without colour.
enum SharesBar {
    /// - Parameter sources: those of the tags, as places in `marks`.
    static func draw(_ frame: inout Frame, _ rect: Rect, _ tags: TagDistribution, sources: some Collection<Int>, _ marks: SourceMarks) {
        var (sum, x) = (0.0, rect.x)
        for (share, source) in zip(tags.probabilities, sources) {
            sum += share.isFinite ? Double(min(max(share, 0), 1)) : 0
            let end = rect.x + Int((min(sum, 1) * Double(rect.width)).rounded())
            let style = Style(marks.role(source), on: .dialog)
            while x < min(end, rect.endX) {
                frame.put(marks.letter(source), at: Point(x, rect.y), style: style)
                x += 1
            }
        }
    }
}
