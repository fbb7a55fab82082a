import Foundation

/// A reliability diagram (Guo et al. 2017): accuracy over confidence, a bar a bin, with the number of probes below.
enum ReliabilityChart {
    private static let left = 48.0
    private static let top = 14.0
    private static let side = 420.0
    private static let height = 260.0

    static func markup(_ calibration: Calibration) -> Markup {
        let count = Double(max(1, calibration.bins.count))
        let barWidth = side / count
        let bars = calibration.bins.enumerated().map { index, bin -> Markup in
            let start = left + barWidth * Double(index)
            return bin.count > 0 ? bar(bin, left: start, width: barWidth) : empty(left: start, width: barWidth)
        }
        let levels = [0.0, 0.25, 0.5, 0.75, 1].map { level -> Markup in
            """
            <path class="axis" d="M\(at: left) \(at: y(level))H\(at: left + side)"/>\
            <text class="faint" x="\(at: left - 6)" y="\(at: y(level) + 4)" text-anchor="end">\(Int(level * 100)) %</text>

            """
        }
        let edges = (0...calibration.bins.count).map { index -> Markup in
            let edge = String(format: "%.1f", Double(index) / count)
            let place = left + barWidth * Double(index)
            return "<text class=\"faint\" x=\"\(at: place)\" y=\"\(at: y(0) + 16)\" text-anchor=\"middle\">\(edge)</text>\n"
        }
        return """
            <div class="wide"><svg width="\(at: left + side + 20)" height="\(at: top + height + 58)" role="img" \
            aria-label="Reliability diagram">
            \(levels)\(bars)<path class="ideal" d="M\(at: left) \(at: y(0))L\(at: left + side) \(at: y(1))"/>
            \(edges)<text class="faint" x="\(at: left - 6)" y="\(at: y(0) + 34)" text-anchor="end">probes</text>
            <text class="faint" x="\(at: left + side / 2)" y="\(at: y(0) + 52)" text-anchor="middle">confidence</text>
            </svg></div>
            """
    }

    private static func bar(_ bin: Calibration.Bin, left: Double, width: Double) -> Markup {
        let centre = left + width / 2
        let interval = wilson(share: min(1, max(0, bin.accuracy)), count: Double(bin.count))
        let (x, middle) = (centre - 7, y(bin.confidence))
        return """
            <rect class="area" fill-opacity="0.35" x="\(at: left + 2)" y="\(at: y(bin.accuracy))" width="\(at: width - 4)" \
            height="\(at: y(0) - y(bin.accuracy))"><title>right \(String(format: "%.3f", bin.accuracy)), \
            sure \(String(format: "%.3f", bin.confidence)), \(bin.count) probes</title></rect>\
            <path class="whisker" d="M\(at: centre + 7) \(at: y(interval.low))V\(at: y(interval.high))"/>\
            <path class="mark" d="M\(at: x) \(at: middle - 5)l5 5l-5 5l-5 -5z"/>\
            <text class="faint" x="\(at: centre)" y="\(at: y(0) + 34)" text-anchor="middle">\(bin.count)</text>

            """
    }

    private static func empty(left: Double, width: Double) -> Markup {
        "<text class=\"faint\" x=\"\(at: left + width / 2)\" y=\"\(at: y(0) + 34)\" text-anchor=\"middle\">0</text>\n"
    }

    private static func y(_ share: Double) -> Double { top + height * (1 - min(1, max(0, share))) }

    /// The 95 % interval of a share (Wilson 1927): a bin has too few probes for one that is symmetric.
    private static func wilson(share: Double, count: Double) -> (low: Double, high: Double) {
        let z = 1.959964
        let centre = (share + z * z / (2 * count)) / (1 + z * z / count)
        let reach = z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
        return (centre - reach, centre + reach)
    }
}
