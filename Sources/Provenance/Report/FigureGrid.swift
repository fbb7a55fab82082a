/// A table of figures in HTML: a line a figure with its meaning, a column a source, intervals and counts below the rates.
enum FigureGrid {
    /// Lines that no column has a figure for are left out.
    static func markup<Subject>(_ lines: [FigureLine<Subject>], _ columns: [(name: String, subject: Subject)]) -> Markup {
        let heads = columns.map { column -> Markup in "<th scope=\"col\">\(column.name)</th>" }
        let rows = lines.compactMap { line -> Markup? in
            let figures = columns.map { line.figure($0.subject) }
            guard figures.contains(where: { $0 != nil }) else { return nil }
            return "<tr><th scope=\"row\">\(line.title)<small>\(line.meaning)</small></th>\(figures.map(cell))</tr>\n"
        }
        return """
            <div class="wide"><table>
            <thead><tr><td></td>\(heads)</tr></thead>
            <tbody>
            \(rows)</tbody>
            </table></div>
            """
    }

    private static func cell(_ figure: Figure?) -> Markup {
        switch figure {
        case nil: "<td>-</td>"
        case .number(let text): "<td>\(text)</td>"
        case .rate(let rate):
            "<td>\(figure?.text ?? "")<small>\(figure?.interval ?? "")</small><small>\(rate.hits) of \(rate.count)</small></td>"
        }
    }
}
