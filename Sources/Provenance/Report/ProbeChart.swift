import Foundation

/// How soon the probes know: accuracy after each quarter of the answer, a panel of the same scale for each source.
///
/// Panels and not one chart: good models' lines lie on one another at 100 %, where no colour or dash tells them apart.
enum ProbeChart {
    private static let width = 250.0
    private static let height = 190.0
    private static let left = 40.0
    private static let right = 14.0
    private static let top = 22.0
    private static let bottom = 36.0

    static func panels(_ report: EvaluationReport) -> Markup {
        let sources = report.sources.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let panels = ([("overall", report.overall)] + sources).compactMap { name, figures in panel(name, figures) }
        return "<div class=\"panels\">\n\(panels)</div>"
    }

    private static func panel(_ name: String, _ figures: EvaluationReport.Figures) -> Markup? {
        var points: [(share: Double, rate: Rate)] = FigureLines.shares.compactMap { share in
            figures.probeAccuracyAfter[share].flatMap { rate in Double(share).map { ($0 / 100, rate) } }
        }
        if let whole = figures.probeAccuracy { points.append((1, whole)) }
        points.removeAll { $0.rate.count == 0 }
        guard !points.isEmpty else { return nil }
        let path = points.map { point -> Markup in "\(at: x(point.share)),\(at: y(point.rate.share))" }
        let marks = points.map { point -> Markup in
            let place = x(point.share)
            let value = String(format: "%.0f", point.rate.share * 100)
            return """
                <path class="whisker" d="M\(at: place) \(at: y(point.rate.low))V\(at: y(point.rate.high))"/>\
                <circle class="dot" cx="\(at: place)" cy="\(at: y(point.rate.share))" r="3.5"/>\
                <text x="\(at: place)" y="\(at: y(point.rate.high) - 8)" text-anchor="middle">\(value)</text>

                """
        }
        return """
            <figure><figcaption>\(name)</figcaption>
            <svg width="\(at: width)" height="\(at: height)" role="img" aria-label="Probe accuracy of \(name)">
            \(axes)<polyline class="line" points="\(Markup(path, separator: " "))"/>
            \(marks)</svg></figure>

            """
    }

    private static var axes: Markup {
        let levels = [0.0, 0.5, 1].map { level -> Markup in
            """
            <path class="axis" d="M\(at: left) \(at: y(level))H\(at: width - right)"/>\
            <text class="faint" x="\(at: left - 6)" y="\(at: y(level) + 4)" text-anchor="end">\(Int(level * 100)) %</text>

            """
        }
        let shares = [0.0, 0.25, 0.5, 0.75, 1].map { share -> Markup in
            "<text class=\"faint\" x=\"\(at: x(share))\" y=\"\(at: height - bottom + 16)\" text-anchor=\"middle\">\(Int(share * 100))</text>\n"
        }
        let title: Markup =
            "<text class=\"faint\" x=\"\(at: (left + width - right) / 2)\" y=\"\(at: height - 4)\" text-anchor=\"middle\">% of the answer</text>\n"
        return "\(levels)\(shares)\(title)"
    }

    private static func x(_ share: Double) -> Double { left + 8 + (width - left - right - 16) * min(1, max(0, share)) }

    private static func y(_ share: Double) -> Double { top + (height - top - bottom) * (1 - min(1, max(0, share))) }
}
