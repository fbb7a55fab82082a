/// What one `{{ ... }}` of a Jinja template writes: terms that are joined by `+`.
struct JinjaExpression {
    enum Term: Equatable {
        /// A string literal, with its escapes resolved.
        case literal(String)
        /// Anything else, without spaces around it.
        case code(String)
    }

    let terms: [Term]

    /// The expressions of a template, in order.
    static func all(in template: String) -> [JinjaExpression] {
        var expressions: [JinjaExpression] = []
        var rest = template.unicodeScalars[...]
        while let start = rest.firstIndex(of: "{") {
            rest = rest[rest.index(after: start)...]
            guard rest.first == "{" else { continue }
            rest.removeFirst()
            let (terms, end) = terms(of: rest)
            expressions.append(JinjaExpression(terms: terms))
            rest = end
        }
        return expressions
    }

    /// More than known templates need, and few enough to keep a hostile one from costing quadratic time.
    private static let mostValues = 32
    private static let longestValue = 8192

    /// What a template sets a variable to, wherever it does.
    static func values(ofVariable name: String, in template: String) -> [JinjaExpression] {
        let start = Array("set \(name) = ".unicodeScalars)
        var values: [JinjaExpression] = []
        var rest = template.unicodeScalars[...]
        while values.count < mostValues, let place = rest.firstIndex(of: start[0]) {
            rest = rest[place...]
            if rest.starts(with: start) {
                values.append(JinjaExpression(terms: terms(of: rest.dropFirst(start.count).prefix(longestValue), upTo: "%").0))
            }
            rest.removeFirst()
        }
        return values
    }

    /// The terms up to `}}`, and what follows.
    ///
    /// - Parameter end: what stands before the last brace.
    private static func terms(
        of text: Substring.UnicodeScalarView, upTo end: Unicode.Scalar = "}"
    ) -> ([Term], Substring.UnicodeScalarView) {
        var rest = text
        var terms: [Term] = []
        var code = String.UnicodeScalarView()
        var depth = 0
        func closeTerm() {
            let term = String(code).trimmingSpaces
            if !term.isEmpty { terms.append(.code(term)) }
            code.removeAll()
        }
        // A minus beside the braces only takes white space away.
        if rest.first == "-" { rest.removeFirst() }
        while let scalar = rest.popFirst() {
            switch scalar {
            case "'", "\"":
                var literal = String.UnicodeScalarView()
                while let next = rest.popFirst(), next != scalar {
                    if next == "\\", let escaped = rest.popFirst() {
                        literal.append(escaped == "n" ? "\n" : escaped == "t" ? "\t" : escaped == "r" ? "\r" : escaped)
                    } else {
                        literal.append(next)
                    }
                }
                if depth == 0, String(code).trimmingSpaces.isEmpty {
                    terms.append(.literal(String(literal)))
                } else {
                    code.append(contentsOf: [scalar] + literal + [scalar])
                }
            case "+" where depth == 0: closeTerm()
            case end where rest.first == "}":
                rest.removeFirst()
                if code.last == "-" { code.removeLast() }
                closeTerm()
                return (terms, rest)
            default:
                depth += "([{".unicodeScalars.contains(scalar) ? 1 : ")]}".unicodeScalars.contains(scalar) ? -1 : 0
                code.append(scalar)
            }
        }
        return (terms, rest)
    }
}

extension String {
    /// The text without white space at its ends.
    fileprivate var trimmingSpaces: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[first...last])
    }
}
