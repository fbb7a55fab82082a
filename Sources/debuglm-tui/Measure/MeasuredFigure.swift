import Foundation

/// A figure of the workbench beside the bar it has to meet.
struct MeasuredFigure {
    var name: String
    /// What was measured, in words.
    var value: String
    var bar: String
    var isMet: Bool

    var line: String {
        func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(width - text.count, 1)) }
        return padded(name, 34) + padded(isMet ? "met" : "MISSED", 8) + padded(bar, 18) + value
    }
}

/// Times in the order they came.
struct Times {
    private(set) var seconds: [Double] = []

    mutating func add(_ duration: Duration) { seconds.append(duration / .seconds(1)) }

    /// The time that this share of all is not above; 0 when there is none.
    func quantile(_ share: Double) -> Double {
        let sorted = seconds.sorted()
        guard let last = sorted.last else { return 0 }
        let place = Int((share * Double(sorted.count)).rounded(.up)) - 1
        return sorted.indices.contains(place) ? sorted[place] : last
    }

    /// The longest ones, for a look at how alone the longest stands.
    func slowest(_ count: Int) -> String {
        seconds.sorted().suffix(count).reversed().map { String(format: "%.0f", $0 * 1_000) }.joined(separator: " ")
    }

    /// `p50 3.1 ms, p99 9.8 ms, most 12.0 ms, 2000 of them`.
    var words: String {
        "p50 \(milliseconds(quantile(0.5))), p99 \(milliseconds(quantile(0.99))), most \(milliseconds(quantile(1))) of \(seconds.count)"
    }
}

/// `12.3 ms`.
func milliseconds(_ seconds: Double) -> String { String(format: "%.1f ms", seconds * 1_000) }
