/// Writes JSON with members in their order.
public enum JSONWriter {
    /// - Parameter indented: two spaces a level and one member a line, as in Hugging Face folders; else one line without spaces.
    public static func text(_ value: JSONValue, indented: Bool = false) -> String {
        var result = ""
        write(value, indent: indented ? 0 : nil, to: &result)
        if indented { result.append("\n") }
        return result
    }

    private static func write(_ value: JSONValue, indent: Int?, to result: inout String) {
        switch value {
        case .null: result.append("null")
        case .bool(let value): result.append(value ? "true" : "false")
        case .int(let value): result.append(String(value))
        // JSON has no words for infinity and not-a-number.
        case .number(let value): result.append(value.isFinite ? String(value) : "null")
        case .string(let text): write(text, to: &result)
        case .array(let values):
            write(values, brackets: ("[", "]"), indent: indent, to: &result) { write($0, indent: $1, to: &$2) }
        case .object(let object):
            write(object.members, brackets: ("{", "}"), indent: indent, to: &result) { member, indent, result in
                write(member.key, to: &result)
                result.append(indent == nil ? ":" : ": ")
                write(member.value, indent: indent, to: &result)
            }
        }
    }

    private static func write<Item>(
        _ items: [Item], brackets: (String, String), indent: Int?, to result: inout String, _ body: (Item, Int?, inout String) -> Void
    ) {
        result.append(brackets.0)
        let inner = indent.map { $0 + 1 }
        for (position, item) in items.enumerated() {
            if position > 0 { result.append(",") }
            newLine(inner, to: &result)
            body(item, inner, &result)
        }
        if !items.isEmpty { newLine(indent, to: &result) }
        result.append(brackets.1)
    }

    private static func newLine(_ indent: Int?, to result: inout String) {
        guard let indent else { return }
        result.append("\n")
        result.append(String(repeating: "  ", count: indent))
    }

    private static func write(_ text: String, to result: inout String) {
        result.append("\"")
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result.append("\\\"")
            case "\\": result.append("\\\\")
            case "\n": result.append("\\n")
            case "\r": result.append("\\r")
            case "\t": result.append("\\t")
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let digits = String(scalar.value, radix: 16)
                result.append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
            default: result.unicodeScalars.append(scalar)
            }
        }
        result.append("\"")
    }
}
