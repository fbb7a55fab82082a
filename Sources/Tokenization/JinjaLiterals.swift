import Foundation

/// Finds texts that stand literally in a Jinja template, without running it.
enum JinjaLiterals {
    /// The template with the escapes of its string literals resolved.
    static func unescaped(_ template: String) -> String {
        var scanner = Scanner(rest: template.unicodeScalars[...])
        var text = String.UnicodeScalarView()
        while let (scalar, _) = scanner.next() { text.append(scalar) }
        return String(text)
    }

    /// The first text between `start` and `end` that is literal all through: its quotes do not close and no expression
    /// begins before the end.
    static func literal(from start: String, to end: String, in template: String) -> String? {
        let head = start.replacingOccurrences(of: "\n", with: "\\n")
        for form in [head, start] {
            var search = template[...]
            while let range = search.range(of: form) {
                // The character before says whether this is inside a string literal or in the template's own text.
                let before = search[..<range.lowerBound].unicodeScalars.last
                if let text = text(in: search[range.upperBound...], quotedBy: before, to: end) { return text }
                search = search[range.upperBound...]
            }
        }
        return nil
    }

    /// The string that the template sets a variable to, where it is literal and not empty.
    static func value(ofVariable name: String, in template: String) -> String? {
        var search = template[...]
        while let range = search.range(of: "set \(name) = ") {
            if let value = quoted(in: search[range.upperBound...]), !value.isEmpty { return value }
            search = search[range.upperBound...]
        }
        return nil
    }

    /// The string literal at the start of a text.
    private static func quoted(in rest: Substring) -> String? {
        guard let quote = rest.unicodeScalars.first, quote == "'" || quote == "\"" else { return nil }
        var scanner = Scanner(rest: rest.unicodeScalars.dropFirst())
        var text = String.UnicodeScalarView()
        while let (scalar, isEscaped) = scanner.next() {
            if scalar == quote, !isEscaped { return String(text) }
            text.append(scalar)
        }
        return nil
    }

    /// Longer than any system message that a template holds; keeps a hostile template from costing quadratic time.
    private static let longestLiteral = 8192

    private static func text(in rest: Substring, quotedBy quote: Unicode.Scalar?, to end: String) -> String? {
        let isString = quote == "'" || quote == "\""
        let end = Array(end.unicodeScalars)
        var scanner = Scanner(rest: rest.unicodeScalars)
        var text: [Unicode.Scalar] = []
        while text.count < longestLiteral, let (scalar, isEscaped) = scanner.next() {
            if !isEscaped, isString ? scalar == quote : scalar == "{" { return nil }
            text.append(scalar)
            if text.suffix(end.count).elementsEqual(end) {
                return String(String.UnicodeScalarView(text.dropLast(end.count)))
            }
        }
        return nil
    }

    /// Gives the scalars of a template with `\n`, `\'` and the like resolved.
    private struct Scanner {
        var rest: Substring.UnicodeScalarView

        mutating func next() -> (scalar: Unicode.Scalar, isEscaped: Bool)? {
            guard let scalar = rest.popFirst() else { return nil }
            guard scalar == "\\", let escaped = rest.popFirst() else { return (scalar, false) }
            switch escaped {
            case "n": return ("\n", true)
            case "r": return ("\r", true)
            case "t": return ("\t", true)
            default: return (escaped, true)
            }
        }
    }
}
