import Foundation

/// A trace as Markdown.
enum TraceMarkdown {
    static func text(_ report: TraceReport) -> String {
        var lines = ["# \(escaped(report.title))", ""]
        if let prompt = report.parts.first?.trace.prompt { lines += ["Prompt:", ""] + quoted(prompt) }
        for part in report.parts { lines += section(part) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func section(_ part: TraceReport.Part) -> [String] {
        let trace = part.trace
        var lines = ["", "## \(escaped(part.name))", ""] + quoted(trace.answer) + [""]
        lines += trace.facts.map { "- \($0.name): \(escaped($0.value))" }
        lines += ["", "| # | token | logprob | source | probability |", "|--:|---|--:|---|--:|"]
        let letters = trace.letters
        func row(_ number: String, _ text: String, _ logprob: String, _ tags: TagDistribution?) -> String {
            let main = trace.mainWords(tags)
            let source = main.map { escaped("\(letters[$0.source]) \(trace.sources[$0.source])") } ?? ""
            return "| \(number) | \(text) | \(logprob) | \(source) | \(main?.share ?? "") |"
        }
        lines.append(row("0", "*before the answer*", "", trace.initialTags))
        for (index, token) in trace.tokens.enumerated() {
            let piece = token.text.isEmpty ? "*part of a character*" : escaped(token.text.replacingOccurrences(of: " ", with: "␣"))
            lines.append(row("\(index + 1)", piece, String(format: "%.2f", token.logprob), token.tags))
        }
        return lines
    }

    private static func quoted(_ text: String) -> [String] {
        VisibleText.of(text, keepingNewlines: true).split(separator: "\n", omittingEmptySubsequences: false).map {
            "> " + escapedVisible($0)
        }
    }

    /// The text on one line, with nothing in it that Markdown or HTML would obey.
    static func escaped(_ text: String) -> String { escapedVisible(VisibleText.of(text)) }

    private static func escapedVisible(_ text: some StringProtocol) -> String {
        var escaped = ""
        for character in text {
            // CommonMark lets every punctuation character of ASCII be escaped.
            if character.isASCII, character.isPunctuation || character.isSymbol { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
    }
}
