import Provenance
import TerminalUI

/// How numbers are written.
enum Figures {
    /// `0.97`, always four columns for a probability.
    static func probability(_ value: Float) -> String {
        fixed(Double(min(max(value.isNaN ? 0 : value, 0), 1)), 2)
    }

    /// `.97` or `1.0`, three columns.
    static func short(_ value: Float) -> String {
        let text = probability(value)
        return text.hasPrefix("1") ? "1.0" : String(text.dropFirst())
    }

    /// With this many digits after the point, and no more than fits a screen.
    static func fixed(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite, abs(value) < 1e9 else { return value.isNaN ? "?" : value < 0 ? "-inf" : "inf" }
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int((abs(value) * Double(scale)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return sign + "\(scaled)" }
        let fraction = "\(scaled % scale)"
        return sign + "\(scaled / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    /// A probability in percent, from its logarithm: `98.1`.
    static func percent(_ logprob: Float) -> String {
        let value = Exponential.of(Double(logprob)) * 100
        return fixed(value, value < 99.95 ? 1 : 0)
    }

    /// A token with its spaces to be seen; control characters become visible when they are drawn.
    static func piece(_ text: String, _ glyphs: Glyphs) -> String {
        guard !text.isEmpty else { return "(part of a character)" }
        guard glyphs.isASCII else { return String(text.map { $0 == " " ? "␣" : $0 }) }
        // An engine lists what could stand somewhere with signs of its own, which ASCII has not.
        return text.replacing("⏎", with: "\\n").replacing("⇥", with: "\\t").replacing("␣", with: "_").replacing(" ", with: "_")
    }

    /// `12 s`, `3 min`, `2 h`.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e7 else { return "" }
        if seconds < 100 { return "\(Int(seconds.rounded())) s" }
        if seconds < 6_000 { return "\(Int((seconds / 60).rounded())) min" }
        return "\(Int((seconds / 3_600).rounded())) h"
    }

    static func stage(_ stage: Stage?) -> String {
        switch stage {
        case .pretrain: "pre"
        case .sft: "sft"
        case .preference: "pref"
        case .rl: "rl"
        case nil: ""
        }
    }

    /// 12,345 as people write it.
    static func count(_ number: Int) -> String {
        var digits = String(number)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return ([digits] + groups).joined(separator: ",")
    }
}
