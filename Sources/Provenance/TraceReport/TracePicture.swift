import Foundation

/// The coloured answer with its ribbon as a drawing. Every token has its source's letter below it, so that the picture says the
/// same without its colours.
enum TracePicture {
    private static let cell = 8.4
    private static let columns = 84
    private static let lineHeight = 38.0
    private static let margin = 16.0
    private static let ribbonRow = 16.0
    private static let ribbonLabel = 150.0
    /// Sources that never reach this have no row in the ribbon.
    private static let leastShare: Float = 0.05
    /// A source is called the main one without reserve from here on.
    private static let sure: Float = 0.5

    private static var width: Double { Double(columns) * cell + 2 * margin }

    /// Colours that people tell apart, colour-blind or not, on light and on dark paper.
    private static let colours = [
        "#1f77b4", "#d55e00", "#8a5fbf", "#009e73", "#c2437f", "#a67c00", "#2a9db0", "#8c564b", "#5c6bc0", "#6a8f00",
    ]
    private static let faint = "#7a828a"

    static func colour(_ source: Int, _ trace: Trace) -> String {
        guard trace.sources.indices.contains(source), trace.sources[source] != Source.generalName else { return faint }
        let place = trace.sources[..<source].count { $0 != Source.generalName }
        return colours[place % colours.count]
    }

    // MARK: Files

    /// A drawing of all parts, one below the other, as a file of its own.
    static func file(_ report: TraceReport) -> String {
        var y = margin + 14
        var body: [Markup] = [text(report.title, x: margin, y: y, style: "font-weight:600")]
        for line in wrapped(report.parts.first?.trace.prompt ?? "") {
            y += 20
            body.append(text(line, x: margin, y: y, style: "fill:\(faint)"))
        }
        for part in report.parts {
            y += 34
            body.append(text(part.name, x: margin, y: y, style: "font-weight:600"))
            let drawing = drawing(part.trace, top: y + 22)
            body.append(drawing.markup)
            y = drawing.bottom
        }
        let picture = svg(Markup(body), height: y + margin, label: "Trace of \(report.title)", isFile: true)
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + picture.text + "\n"
    }

    /// The drawing of one trace, to stand in a page.
    static func inline(_ trace: Trace, label: String) -> Markup {
        let drawing = drawing(trace, top: 18)
        return svg(drawing.markup, height: drawing.bottom + 4, label: label, isFile: false)
    }

    private static func svg(_ body: Markup, height: Double, label: String, isFile: Bool) -> Markup {
        let paper: Markup = isFile ? "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n" : ""
        let ink: Markup = isFile ? "#1b1f24" : "currentColor"
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(at: width)" height="\(at: height)" viewBox="0 0 \(at: width) \(at: height)" \
            role="img" aria-label="\(label)" xml:space="preserve" font-family="ui-monospace, DejaVu Sans Mono, Menlo, Consolas, monospace" \
            font-size="14" fill="\(ink)">
            \(paper)\(body)</svg>
            """
    }

    private static func text(_ words: String, x: Double, y: Double, style: String) -> Markup {
        "<text x=\"\(at: x)\" y=\"\(at: y)\" style=\"\(style)\">\(words)</text>\n"
    }

    // MARK: One trace

    private static func drawing(_ trace: Trace, top: Double) -> (markup: Markup, bottom: Double) {
        var parts: [Markup] = []
        let letters = trace.letters
        let (pieces, lineCount) = layout(trace.tokens.map(\.text))
        var marked: Set<Int> = []
        for piece in pieces {
            let token = trace.tokens[piece.token]
            let x = margin + Double(piece.column) * cell
            let y = top + Double(piece.line) * lineHeight
            let main = token.tags?.main
            let isSure = main.map { (token.tags?.probabilities[$0] ?? 0) >= sure } ?? false
            let fill = main.map { colour($0, trace) } ?? faint
            let opacity = isSure ? "1" : "0.7"
            let hint = hint(piece.token, token, trace)
            parts.append(
                """
                <text x="\(at: x)" y="\(at: y)" fill="\(fill)" opacity="\(opacity)" textLength="\(at: Double(piece.width) * cell)" \
                lengthAdjust="spacingAndGlyphs">\(piece.text)<title>\(hint)</title></text>

                """)
            let blanks = piece.text.prefix { $0 == " " }.count
            guard let main, letters.indices.contains(main), blanks < piece.text.count, marked.insert(piece.token).inserted else { continue }
            let letter = isSure ? letters[main] : letters[main].lowercased()
            let style = "fill:\(fill);font-size:11px;opacity:\(opacity)"
            parts.append(text(letter, x: x + Double(blanks) * cell, y: y + 14, style: style))
        }
        if pieces.isEmpty { parts.append(text("(no answer)", x: margin, y: top, style: "fill:\(faint)")) }
        let ribbon = ribbon(trace, top: top + Double(max(lineCount, 1)) * lineHeight)
        return (Markup(parts + [ribbon.markup]), ribbon.bottom)
    }

    private static func hint(_ index: Int, _ token: TraceToken, _ trace: Trace) -> String {
        let main = trace.mainWords(token.tags).map { " · \(trace.sources[$0.source]) \($0.share)" } ?? ""
        return "token \(index + 1)\(main) · logprob \(String(format: "%.2f", token.logprob))"
    }

    private static func ribbon(_ trace: Trace, top: Double) -> (markup: Markup, bottom: Double) {
        let all = [trace.initialTags] + trace.tokens.map(\.tags)
        let rows = trace.sources.indices.filter { source in
            all.contains { tags in tags.map { $0.probabilities.indices.contains(source) && $0.probabilities[source] >= leastShare } ?? false
            }
        }
        let step = min((width - 2 * margin - ribbonLabel) / Double(max(all.count, 1)), 12)
        let letters = trace.letters
        var parts: [Markup] = []
        for (line, source) in rows.enumerated() {
            let base = top + Double(line + 1) * ribbonRow
            let label = "\(letters[source]) \(trace.sources[source])"
            parts.append(text(String(label.prefix(16)), x: margin, y: base - 2, style: "fill:\(colour(source, trace));font-size:12px"))
            for (position, tags) in all.enumerated() {
                guard let tags, tags.probabilities.indices.contains(source) else { continue }
                let share = Double(min(max(tags.probabilities[source], 0), 1))
                let height = max(share * (ribbonRow - 3), 0.6)
                let x = margin + ribbonLabel + Double(position) * step
                parts.append(
                    """
                    <rect x="\(at: x)" y="\(at: base - height)" width="\(at: max(step - 0.6, 0.4))" height="\(at: height)" \
                    fill="\(colour(source, trace))"/>

                    """)
            }
        }
        return (Markup(parts), top + Double(rows.count) * ribbonRow + 6)
    }

    // MARK: Lines

    private struct Piece {
        var token: Int
        var text: String
        var line: Int
        var column: Int
        var width: Int
    }

    /// Puts tokens on lines; a token that holds a line break, or is longer than a line, becomes several pieces.
    private static func layout(_ tokens: [String]) -> (pieces: [Piece], lineCount: Int) {
        var pieces: [Piece] = []
        var (line, column) = (0, 0)
        for (index, token) in tokens.enumerated() {
            for (part, words) in token.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if part > 0 { (line, column) = (line + 1, 0) }
                var rest = VisibleText.of(String(words))[...]
                if column > 0, column + columnCount(rest) > columns { (line, column) = (line + 1, 0) }
                while !rest.isEmpty {
                    var piece = rest.prefix(columns)
                    while columnCount(piece) > columns { piece = piece.dropLast() }
                    if piece.isEmpty { piece = rest.prefix(1) }
                    let width = columnCount(piece)
                    pieces.append(Piece(token: index, text: String(piece), line: line, column: column, width: width))
                    rest = rest.dropFirst(piece.count)
                    column += width
                    if !rest.isEmpty { (line, column) = (line + 1, 0) }
                }
            }
        }
        return (pieces, pieces.isEmpty ? 0 : line + 1)
    }

    private static func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        for paragraph in text.split(separator: "\n") {
            var line = ""
            for word in VisibleText.of(String(paragraph)).split(separator: " ") {
                if !line.isEmpty, line.count + word.count >= columns { lines.append(line); line = "" }
                line += (line.isEmpty ? "" : " ") + word.prefix(columns)
            }
            if !line.isEmpty { lines.append(line) }
        }
        return lines
    }

    /// Columns of text in a fixed-width font: two for the characters of East Asia and pictures.
    private static func columnCount(_ text: Substring) -> Int {
        text.reduce(0) { sum, character in
            let isWide = character.unicodeScalars.first.map {
                $0.value >= 0x1100 && ($0.properties.isEmojiPresentation || isEastAsian($0.value))
            }
            return sum + (isWide == true ? 2 : 1)
        }
    }

    private static func isEastAsian(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0x20000...0x3FFFD: true
        default: false
        }
    }
}
