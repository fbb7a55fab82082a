import Foundation

/// What stands in one cell of a report.
enum Figure: Sendable, Hashable {
    /// A share with its 95 % interval.
    case rate(Rate)
    /// A number without an interval, as it is printed.
    case number(String)

    /// A rate over no rows says nothing and is no figure.
    init?(_ rate: Rate?) {
        guard let rate, rate.count > 0 else { return nil }
        self = .rate(rate)
    }

    /// - Parameter digits: behind the point.
    init?(_ number: Double?, digits: Int) {
        guard let number else { return nil }
        self = .number(String(format: "%.\(digits)f", number))
    }

    /// The share in per cent, or the number.
    var text: String {
        switch self {
        case .rate(let rate): String(format: "%.1f", rate.share * 100)
        case .number(let text): text
        }
    }

    /// `97.4-99.1` in per cent; nil for a number.
    var interval: String? {
        guard case .rate(let rate) = self else { return nil }
        return Self.end(rate.low) + "-" + Self.end(rate.high)
    }

    /// What a bootstrap cannot say, by the rule of three (Hanley and Lippman-Hand 1983).
    static let pointNote = "Where all rows agree the interval is a point; with n such rows the true rate may still be about 300/n % away."

    /// One end of an interval: whole numbers without their `.0`, because most intervals end at 0 or 100.
    private static func end(_ share: Double) -> String {
        let text = String(format: "%.1f", share * 100)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
