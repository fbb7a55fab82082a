import Foundation

/// An evaluation as one HTML page that needs nothing from elsewhere: no script, no font, no picture but the drawings in it.
///
/// Everything is said in words and numbers; colour only repeats it. The page is well-formed XML, too, which the tests use.
public enum EvaluationPage {
    /// The page of a report; the same report gives the same page.
    public static func html(_ report: EvaluationReport) -> String {
        let page: Markup = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
            <title>Evaluation of \(report.model)</title>
            <style>
            \(style)
            </style>
            </head>
            <body>
            <h1>Evaluation of \(report.model)</h1>
            \(run(report))
            \(figures(report))
            \(baselines(report))
            \(overlap(report))
            \(wordings(report))
            \(probes(report))
            \(reliability(report))
            \(confusion(report))
            \(utility(report))
            \(beside(report))
            \(retention(report))
            </body>
            </html>

            """
        return page.text
    }

    // MARK: - Sections

    private static func run(_ report: EvaluationReport) -> Markup {
        var facts: [(String, String)] = [
            ("rows", String(report.rows)), ("seed", String(report.seed)), ("seconds", String(format: "%.0f", report.seconds)),
        ]
        if let run = report.run {
            facts.insert(("date", run.date), at: 0)
            facts.append(("refusals carried out", run.way.rawValue))
            facts.append(("tokens an answer could take", String(run.maximumTokens)))
            facts.append(("most rows of a file", run.limit.map(String.init) ?? "all"))
        }
        if let rows = report.trainingRows {
            let each = rows.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            facts.append(("training rows behind the baselines", each))
        }
        let list = facts.map { fact -> Markup in "<dt>\(fact.0)</dt><dd>\(fact.1)</dd>\n" }
        let command = report.run.map { run -> Markup in "<p>The command that repeats it:</p>\n<pre>\(run.command)</pre>" } ?? ""
        return "<section id=\"run\"><h2>How it was run</h2>\n<dl>\n\(list)</dl>\n\(command)</section>"
    }

    private static func figures(_ report: EvaluationReport) -> Markup {
        let columns = [("overall", report.overall)] + report.sources.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return """
            <section id="figures"><h2>Figures</h2>
            <p>Below each rate: its 95 % bootstrap interval and what it counts. \(Figure.pointNote)</p>
            \(FigureGrid.markup(FigureLines.model + FigureLines.baselines, columns))
            </section>
            """
    }

    private static func baselines(_ report: EvaluationReport) -> Markup {
        guard report.overall.baselines != nil else { return "" }
        let sources = report.sources.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return """
            <section id="baselines"><h2>The tags beside words alone</h2>
            <p>How often the right source is named: by the model's tag, and without any model from the training rows. Where the sources \
            differ in topic, words alone go far; the tags are worth their training where they go further. \
            Per cent, with 95 % bootstrap intervals.</p>
            \(BaselineChart.markup([("overall", report.overall)] + sources))
            </section>
            """
    }

    private static func overlap(_ report: EvaluationReport) -> Markup {
        guard let overlap = report.overlap else { return "" }
        let columns = [("overall", overlap.overall)] + overlap.sources.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let table = overlap.rows > 0 ? FigureGrid.markup(FigureLines.model + FigureLines.baselines, columns) : ""
        return """
            <section id="overlap"><h2>Overlapping rows</h2>
            <p>\(overlap.rows) of \(report.rows) rows have their nearest training prompt (BM25) in another source than their own.</p>
            \(table)
            </section>
            """
    }

    private static func wordings(_ report: EvaluationReport) -> Markup {
        guard let wordings = report.wordings else { return "" }
        return """
            <section id="wordings"><h2>Other wordings</h2>
            <p>All prompts of this report were reworded before they were asked. What was done to them, a column each:</p>
            \(FigureGrid.markup(FigureLines.wordings, wordings.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
            </section>
            """
    }

    private static func probes(_ report: EvaluationReport) -> Markup {
        """
        <section id="probes"><h2>Probe accuracy over the share of the answer</h2>
        <p>Share of rows whose tag distribution puts the right source first, after so much of the reference answer. \
        Whiskers: 95 % bootstrap intervals.</p>
        \(ProbeChart.panels(report))
        </section>
        """
    }

    private static func reliability(_ report: EvaluationReport) -> Markup {
        guard let calibration = report.overall.calibration else { return "" }
        return """
            <section id="reliability"><h2>Reliability of the probes</h2>
            <p>Probes of all rows at all five places, in ten bins of confidence. A bar is how often they were right, a diamond how sure \
            they were; on the dashed line the two agree. Whiskers: 95 % Wilson intervals. \
            Expected calibration error: \(String(format: "%.3f", calibration.expectedError)).</p>
            \(ReliabilityChart.markup(calibration))
            </section>
            """
    }

    private static func confusion(_ report: EvaluationReport) -> Markup {
        guard !report.confusion.isEmpty else { return "" }
        return """
            <section id="confusion"><h2>Confusion</h2>
            <p>Rows: right source. Columns: what debug mode named (<i>none</i>: no tag, <i>several</i>: more than one). In a cell: rows, and \
            their share of the right source's rows. The right answers have a border.</p>
            \(ConfusionChart.markup(report.confusionTable))
            </section>
            """
    }

    private static func utility(_ report: EvaluationReport) -> Markup {
        guard !report.utility.isEmpty else { return "" }
        return """
            <section id="utility"><h2>Questions that no source taught</h2>
            \(FigureGrid.markup(FigureLines.questions, report.utility.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
            </section>
            """
    }
    private static func beside(_ report: EvaluationReport) -> Markup {
        guard let companions = report.beside else { return "" }
        let models = companions.map { companion -> Markup in "<dt>\(companion.name)</dt><dd>\(companion.model)</dd>\n" }
        return """
            <section id="beside"><h2>Side by side</h2>
            <p>The same held-out rows and the same questions, put to each model.</p>
            <dl>
            \(models)</dl>
            \(FigureGrid.markup(CompanionLines.of(companions), companions.map { ($0.name, $0) }))
            </section>
            """
    }

    private static func retention(_ report: EvaluationReport) -> Markup {
        guard let retention = report.retention else { return "" }
        let stages = retention.checkpoints.enumerated().map { index, checkpoint -> Markup in
            "<dt>\(index + 1)</dt><dd>\(checkpoint.name)</dd>\n"
        }
        return """
            <section id="retention"><h2>What each stage left of the tags</h2>
            <p>Tracing accuracy of every source that had been taught, measured on the weights as each stage left them. \
            Whiskers: 95 % bootstrap intervals.</p>
            <dl>
            \(stages)</dl>
            \(RetentionChart.panels(retention))
            \(FigureGrid.markup(RetentionLines.of(retention), retention.checkpoints.map { ($0.name, $0) }))
            </section>
            """
    }
}
