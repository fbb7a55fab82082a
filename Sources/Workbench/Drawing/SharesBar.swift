import Provenance
import TerminalUI

/// One line that the sources share: each part begins with its source's letter, so that it reads without colour.
enum SharesBar {
    /// - Parameter sources: those of the tags, as places in `marks`.
    static func draw(_ frame: inout Frame, _ rect: Rect, _ tags: TagDistribution, sources: some Collection<Int>, _ marks: SourceMarks) {
        var (sum, x) = (0.0, rect.x)
        for (share, source) in zip(tags.probabilities, sources) {
            sum += share.isFinite ? Double(min(max(share, 0), 1)) : 0
            let end = rect.x + Int((min(sum, 1) * Double(rect.width)).rounded())
            let style = Style(marks.role(source), on: .dialog)
            let part = Rect(x: x, y: rect.y, width: min(end, rect.endX) - x, height: 1)
            guard part.width > 0 else { continue }
            frame.fill(part, withGlyph: frame.glyphs.shareLine, style: style)
            frame.put(marks.letter(source), at: part.origin, style: Style(marks.role(source), on: .dialog, bold: true))
            x = part.endX
        }
    }
}
