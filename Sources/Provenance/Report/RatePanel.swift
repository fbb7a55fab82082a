import Foundation

/// A line of rates with their intervals, in a panel that has the same scale as those beside it.
struct RatePanel {
    /// A rate at its place, 0...1 from left to right.
    struct Point {
        var place: Double
        var rate: Rate
    }

    private static let width = 250.0
    private static let height = 190.0
    private static let left = 40.0
    private static let right = 14.0
    private static let top = 22.0
    private static let bottom = 36.0

    var title: String
    /// What the panel shows, for those who cannot see it.
    var label: String
    /// Rates over no rows are left out.
    var points: [Point]
    /// Marks of the horizontal axis.
    var ticks: [(place: Double, text: String)]
    var axisTitle: String

    /// Panels side by side; without points there is none.
    static func row(_ panels: [RatePanel]) -> Markup {
        "<div class=\"panels\">\n\(panels.compactMap(\.markup))</div>"
    }

    private var markup: Markup? {
        let points = points.filter { $0.rate.count > 0 }
        guard !points.isEmpty else { return nil }
        let path = points.map { point -> Markup in "\(at: x(point.place)),\(at: y(point.rate.share))" }
        let marks = points.map { point -> Markup in
            let place = x(point.place)
            let value = String(format: "%.0f", point.rate.share * 100)
            return """
                <path class="whisker" d="M\(at: place) \(at: y(point.rate.low))V\(at: y(point.rate.high))"/>\
                <circle class="dot" cx="\(at: place)" cy="\(at: y(point.rate.share))" r="3.5"/>\
                <text x="\(at: place)" y="\(at: y(point.rate.high) - 8)" text-anchor="middle">\(value)</text>

                """
        }
        return """
            <figure><figcaption>\(title)</figcaption>
            <svg width="\(at: Self.width)" height="\(at: Self.height)" role="img" aria-label="\(label)">
            \(axes)<polyline class="line" points="\(Markup(path, separator: " "))"/>
            \(marks)</svg></figure>

            """
    }

    private var axes: Markup {
        let levels = [0.0, 0.5, 1].map { level -> Markup in
            """
            <path class="axis" d="M\(at: Self.left) \(at: y(level))H\(at: Self.width - Self.right)"/>\
            <text class="faint" x="\(at: Self.left - 6)" y="\(at: y(level) + 4)" text-anchor="end">\(Int(level * 100)) %</text>

            """
        }
        let marks = ticks.map { tick -> Markup in
            "<text class=\"faint\" x=\"\(at: x(tick.place))\" y=\"\(at: Self.height - Self.bottom + 16)\" text-anchor=\"middle\">\(tick.text)</text>\n"
        }
        let middle = (Self.left + Self.width - Self.right) / 2
        let title: Markup =
            "<text class=\"faint\" x=\"\(at: middle)\" y=\"\(at: Self.height - 4)\" text-anchor=\"middle\">\(axisTitle)</text>\n"
        return "\(levels)\(marks)\(title)"
    }

    private func x(_ place: Double) -> Double {
        Self.left + 8 + (Self.width - Self.left - Self.right - 16) * min(1, max(0, place))
    }

    private func y(_ share: Double) -> Double {
        Self.top + (Self.height - Self.top - Self.bottom) * (1 - min(1, max(0, share)))
    }
}
