import Foundation

/// The tags beside what names the source without a model: four bars a source, each with its interval and number.
enum BaselineChart {
    private static let barHeight = 15.0
    private static let gap = 16.0
    private static let nameHeight = 20.0
    private static let left = 150.0
    private static let side = 460.0

    private static let bars: [(title: String, isModel: Bool, rate: @Sendable (EvaluationReport.Figures) -> Rate?)] = [
        ("tags, free generation", true, { $0.tracingAccuracy }),
        ("BM25 on prompts", false, { $0.baselines?.bm25 }),
        ("words of prompt", false, { $0.baselines?.bagOfWordsPrompt }),
        ("words of both", false, { $0.baselines?.bagOfWordsPromptAnswer }),
    ]

    static func markup(_ columns: [(name: String, figures: EvaluationReport.Figures)]) -> Markup {
        let groupHeight = nameHeight + barHeight * Double(bars.count) + gap
        let groups = columns.enumerated().map { index, column -> Markup in
            let top = groupHeight * Double(index)
            let drawn = bars.enumerated().map { line, bar in
                self.bar(
                    bar.title, isModel: bar.isModel, rate: bar.rate(column.figures), top: top + nameHeight + barHeight * Double(line))
            }
            return "<text x=\"0\" y=\"\(at: top + 14)\" class=\"name\">\(column.name)</text>\n\(drawn)"
        }
        let height = groupHeight * Double(columns.count)
        return """
            <div class="wide"><svg width="\(at: left + side + 150)" height="\(at: height)" role="img" aria-label="Tags and baselines">
            \(groups)</svg></div>
            """
    }

    private static func bar(_ title: String, isModel: Bool, rate: Rate?, top: Double) -> Markup {
        guard let figure = Figure(rate), let rate else { return "" }
        let middle = top + barHeight / 2
        return """
            <text class="faint" x="\(at: left - 8)" y="\(at: middle + 4)" text-anchor="end">\(title)</text>\
            <rect class="area" fill-opacity="\(isModel ? "0.75" : "0.3")" x="\(at: left)" y="\(at: top + 2)" \
            width="\(at: side * rate.share)" height="\(at: barHeight - 4)"/>\
            <path class="whisker" d="M\(at: left + side * rate.low) \(at: middle)H\(at: left + side * rate.high)"/>\
            <text class="faint" x="\(at: left + side + 10)" y="\(at: middle + 4)">\(figure.text) (\(figure.interval ?? ""))</text>

            """
    }
}
