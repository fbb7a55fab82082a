import Provenance

/// The comments of a rules file, taken out so that they can be put back around rules that are written anew.
struct RuleComments {
    /// Lines above everything.
    private var head: [Substring] = []
    /// The source of each rule, with the comments that stand above it and inside of it.
    private var ofRules: [(source: String, lines: [Substring])] = []
    /// Lines after the last rule.
    private var tail: [Substring] = []

    /// - Parameters:
    ///   - text: the file as it stands.
    ///   - rules: what the file says, in order.
    init(of text: String, rules: [Rule]) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let top = lines.prefix { $0.hasPrefix("#") }
        head = Array(top)
        var items: [[Substring]] = []
        for line in lines.dropFirst(top.count) {
            let content = line.drop { $0 == " " }
            if content.hasPrefix("#") {
                tail.append(content)
                continue
            }
            // The comments above this line have waited to see what they are about.
            let comments = tail + (Self.trailingComment(of: content).map { [$0] } ?? [])
            tail = content.isEmpty ? tail : []
            guard !content.isEmpty else { continue }
            if content == "-" || content.hasPrefix("- ") {
                items.append(comments)
            } else if items.isEmpty {
                head += comments
            } else {
                items[items.count - 1] += comments
            }
        }
        // A file in another form than one rule after the other: what is whose comment is not known.
        if items.count == rules.count {
            ofRules = zip(rules, items).map { ($0.source, $1) }
        } else {
            head += items.flatMap(\.self)
        }
    }

    /// The rules with the comments around them. Those of a rule that is gone go to the top.
    ///
    /// - Parameters:
    ///   - yaml: the rules as they are written now, each beginning at the left with a dash.
    ///   - rules: the same rules.
    func around(_ yaml: String, rules: [Rule]) -> String {
        var left = ofRules
        let found = rules.map { rule -> [Substring] in
            guard let place = left.firstIndex(where: { $0.source.lowercased() == rule.source.lowercased() }) else { return [] }
            return left.remove(at: place).lines
        }
        var lines = head + left.flatMap(\.lines)
        var next = 0
        for line in yaml.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("- ") {
                if found.indices.contains(next) { lines += found[next] }
                next += 1
            }
            lines.append(line)
        }
        if lines.last?.isEmpty == true { lines.removeLast() }
        return (lines + tail).joined(separator: "\n") + "\n"
    }

    /// The comment behind a key and its value.
    private static func trailingComment(of content: Substring) -> Substring? {
        let item = content.hasPrefix("- ") ? content.dropFirst(2) : content
        guard let colon = item.firstIndex(of: ":") else { return nil }
        var rest = item[item.index(after: colon)...]
        let value = rest.drop { $0 == " " }
        if let quote = value.first, quote == "\"" || quote == "'" {
            rest = value.dropFirst().drop { $0 != quote }.dropFirst()
        }
        var before: Character?
        for (index, character) in zip(rest.indices, rest) {
            if character == "#", before == " " || before == "\t" { return rest[index...] }
            before = character
        }
        return nil
    }
}
