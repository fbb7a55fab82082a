import Foundation

/// A trace as one HTML page that needs nothing from elsewhere. The page is well-formed XML, too, which the tests use.
enum TracePage {
    static func html(_ report: TraceReport) -> String {
        let prompt = report.parts.first?.trace.prompt ?? ""
        let page: Markup = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
            <title>Trace of \(report.title)</title>
            <style>
            \(EvaluationPage.style)
            \(style)
            </style>
            </head>
            <body>
            <h1>Trace of \(report.title)</h1>
            <pre>\(prompt)</pre>
            \(report.parts.map(section))
            </body>
            </html>

            """
        return page.text
    }

    private static let style: Markup = """
        svg text { fill: revert-layer; font: inherit; }
        td.piece { text-align: left; font-family: ui-monospace, monospace; white-space: pre; }
        td.source { text-align: left; }
        """

    private static func section(_ part: TraceReport.Part) -> Markup {
        let trace = part.trace
        let facts = trace.facts.map { fact -> Markup in "<dt>\(fact.name)</dt><dd>\(fact.value)</dd>\n" }
        let answer: Markup = trace.refused ? "<p>What the reader sees:</p>\n<pre>\(trace.answer)</pre>\n" : ""
        return """
            <section><h2>\(part.name)</h2>
            \(answer)<div class="wide">
            \(TracePicture.inline(trace, label: part.name))
            </div>
            <dl>
            \(facts)</dl>
            <details><summary>Every token</summary>
            <div class="wide">\(table(trace))</div>
            </details>
            </section>

            """
    }

    private static func table(_ trace: Trace) -> Markup {
        let letters = trace.letters
        let heads = trace.sources.enumerated().map { index, name -> Markup in "<th>\(letters[index]) \(name)</th>" }
        func shares(_ tags: TagDistribution?) -> [Markup] {
            trace.sources.indices.map { source -> Markup in
                guard let tags, tags.probabilities.indices.contains(source) else { return "<td></td>" }
                return "<td>\(String(format: "%.3f", tags.probabilities[source]))</td>"
            }
        }
        let before: Markup =
            "<tr><td>0</td><td class=\"source\">before the answer</td><td></td><td></td>\(shares(trace.initialTags))</tr>\n"
        let rows = trace.tokens.enumerated().map { index, token -> Markup in
            """
            <tr><td>\(index + 1)</td><td class="piece">\(token.text.replacingOccurrences(of: " ", with: "␣"))</td>\
            <td>\(String(format: "%.3f", token.logprob))</td><td>\(String(format: "%.3f", token.entropy))</td>\(shares(token.tags))</tr>

            """
        }
        return """
            <table><thead><tr><th>#</th><th>token</th><th>logprob</th><th>entropy</th>\(heads)</tr></thead>
            <tbody>
            \(before)\(rows)</tbody></table>
            """
    }
}
