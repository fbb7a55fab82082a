import Foundation

/// A heat map of the confusion counts: the deeper a cell, the larger its share of the row; the numbers stand in the cells.
enum ConfusionChart {
    private static let cellHeight = 42.0
    private static let longestLabel = 18

    static func markup(_ table: ConfusionTable) -> Markup {
        let labels = (table.right + table.named).map { shortened($0).count }
        let labelWidth = Double(labels.max() ?? 0) * 7.5 + 16
        let cellWidth = max(64, labelWidth)
        let width = labelWidth + cellWidth * Double(table.named.count) + 2
        let height = cellHeight * Double(table.right.count) + 26
        let heads = table.named.enumerated().map { column, name -> Markup in
            let centre = labelWidth + cellWidth * (Double(column) + 0.5)
            return "<text x=\"\(at: centre)\" y=\"16\" text-anchor=\"middle\">\(label(name))</text>\n"
        }
        let rows = table.right.indices.map { row -> Markup in
            let top = 24 + cellHeight * Double(row)
            let total = table.counts[row].reduce(0.0) { $0 + Double(max(0, $1)) }
            let cells = table.named.indices.map { column in
                cell(
                    count: table.counts[row][column], total: total, isRight: row == column,
                    left: labelWidth + cellWidth * Double(column), top: top, width: cellWidth)
            }
            return """
                <text x="\(at: labelWidth - 8)" y="\(at: top + cellHeight / 2 + 4)" text-anchor="end">\(label(table.right[row]))</text>
                \(cells)
                """
        }
        return """
            <div class="wide"><svg width="\(at: width)" height="\(at: height)" role="img" aria-label="Confusion heat map">
            \(heads)\(rows)</svg></div>
            """
    }

    private static func cell(count: Int, total: Double, isRight: Bool, left: Double, top: Double, width: Double) -> Markup {
        let share = total > 0 ? min(1, Double(max(0, count)) / total) : 0
        // Never so deep that the ink on it is hard to read.
        let depth = share == 0 ? 0 : 0.08 + 0.42 * share
        let box: Markup = "x=\"\(at: left + 1)\" y=\"\(at: top + 1)\" width=\"\(at: width - 2)\" height=\"\(at: cellHeight - 2)\""
        let border: Markup = isRight ? "<rect \(box) class=\"right\"/>" : "<rect \(box) class=\"axis\"/>"
        let percent = String(format: "%.1f %%", share * 100)
        let centre = left + width / 2
        let shareText: Markup =
            count > 0 ? "<text x=\"\(at: centre)\" y=\"\(at: top + 34)\" text-anchor=\"middle\" class=\"share\">\(percent)</text>" : ""
        return """
            <rect \(box) class="area" fill-opacity="\(String(format: "%.2f", depth))"/>\(border)\
            <text x="\(at: centre)" y="\(at: top + 19)" text-anchor="middle">\(count)</text>\(shareText)

            """
    }

    /// A name as it fits, with the whole name where a pointer rests.
    private static func label(_ name: String) -> Markup {
        let short = shortened(name)
        return short == name ? "\(name)" : "<title>\(name)</title>\(short)"
    }

    private static func shortened(_ name: String) -> String {
        name.count <= longestLabel ? name : name.prefix(longestLabel - 1) + "…"
    }
}
