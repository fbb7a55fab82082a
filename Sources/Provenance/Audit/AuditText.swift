/// An audit as a table for a terminal: a line for each source that was left out.
public enum AuditText {
    /// - Parameter width: characters a line may take.
    public static func lines(_ report: AuditReport, width: Int = 120) -> [String] {
        let named = Set(report.lines.flatMap(\.keptBySource.keys)).sorted()
        var table = TextTable(heads: ["its answers", "changed %", "95 %", "others stay %", "95 %"] + named.map { "\($0) stay" })
        for line in report.lines {
            let (changed, kept) = (Figure(line.changed), Figure(line.kept))
            table.rows.append(
                .init(
                    title: "without \(line.source)",
                    cells: [String(line.changed.count), changed?.text, changed?.interval, kept?.text, kept?.interval]
                        + named.map { Figure(line.keptBySource[$0])?.text }))
        }
        var lines = [VisibleText.of("\(report.model): \(report.prompts) prompts, trained again without each source"), ""]
        lines += table.lines(width: width)
        for line in report.lines {
            for example in line.examples {
                lines += ["", VisibleText.of("without \(line.source): \(example.prompt)")]
                lines += [VisibleText.of("  was: \(example.answer)"), VisibleText.of("  now: \(example.without)")]
            }
        }
        return lines + ["", Figure.pointNote]
    }
}
