import Foundation

/// Markup that is safe by construction: what a literal spells is markup, what is put into it is text and is escaped.
///
///     let name = "<b>"
///     let cell: Markup = "<td>\(name)</td>"     // <td>&lt;b&gt;</td>
///
/// Only another `Markup` goes in unescaped. The escapes hold in elements and in quoted attributes, not in scripts or styles, of
/// which a page's own literals are the only source.
struct Markup: Sendable, Hashable, ExpressibleByStringInterpolation {
    private(set) var text: String

    init(stringLiteral value: String) { text = value }

    init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

    /// - Parameter separator: stands between the parts.
    init(_ parts: [Markup], separator: Markup = "") {
        text = parts.map(\.text).joined(separator: separator.text)
    }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ value: String) { text += Markup.escaped(value) }

        mutating func appendInterpolation(_ value: Int) { text += String(value) }

        mutating func appendInterpolation(_ value: Markup) { text += value.text }

        mutating func appendInterpolation(_ parts: [Markup]) {
            for part in parts { text += part.text }
        }

        /// A length or place in a drawing; what is not a number is drawn at 0.
        mutating func appendInterpolation(at place: Double) {
            text += String(format: "%.1f", place.isFinite ? place : 0)
        }
    }

    /// Text with its control characters visible and every character that could begin markup written as an entity.
    private static func escaped(_ value: String) -> String {
        var escaped = ""
        for scalar in VisibleText.of(value).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            // Noncharacters have no place in a document.
            case "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
