import Foundation

/// A trace to be shown to others, or several of one prompt side by side: without and with rules, a branch and what it left.
public struct TraceReport: Sendable, Equatable {
    /// One of the traces, with a word on what it is.
    public struct Part: Sendable, Equatable {
        public var name: String
        public var trace: Trace

        public init(name: String, trace: Trace) {
            self.name = name
            self.trace = trace
        }
    }

    /// How a report is written.
    public enum Format: String, CaseIterable, Sendable {
        case markdown = "md"
        /// The trace as it is saved; of several, a list.
        case json
        /// One page that needs nothing from elsewhere.
        case html
        /// A picture of the coloured answers with their ribbons.
        case svg
    }

    public var title: String
    public var parts: [Part]

    public init(title: String, parts: [Part]) {
        self.title = title
        self.parts = parts
    }

    /// The report as text; the same report gives the same text. Whatever the model or a person wrote is escaped.
    ///
    /// - Throws: when a trace has a figure that JSON cannot hold.
    public func written(as format: Format) throws -> String {
        switch format {
        case .markdown: return TraceMarkdown.text(self)
        case .html: return TracePage.html(self)
        case .svg: return TracePicture.file(self)
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
            let data = parts.count == 1 ? try encoder.encode(parts[0].trace) : try encoder.encode(parts.map(\.trace))
            return String(decoding: data, as: UTF8.self) + "\n"
        }
    }
}

extension Trace {
    /// The letters of its sources.
    var letters: [String] { SourceLetters.of(sources.map { ($0, $0 != Source.generalName) }) }

    /// What can be said of the trace as a whole, a name and a value each.
    var facts: [(name: String, value: String)] {
        var facts: [(name: String, value: String)] = []
        if let mainSource { facts.append(("source", mainSource)) }
        if let refusal {
            facts.append(("refused", "\(refusal.source ?? "unknown source"), \(refusal.way.rawValue), at token \(refusal.token)"))
        }
        if let rules { facts.append(("rules", rules.refusedSources.sorted().map { "\($0) refused" }.joined(separator: ", "))) }
        facts.append(("ended", stop.rawValue))
        facts.append(("tokens", "\(tokens.count)"))
        if let forcedTokenCount { facts.append(("branch", "the first \(forcedTokenCount) tokens were put in")) }
        facts.append(
            ("settings", settings.temperature > 0 ? "temperature \(settings.temperature), seed \(settings.seed)" : "likeliest token"))
        return facts
    }

    /// What to say of a distribution: the likeliest source and its probability.
    func mainWords(_ tags: TagDistribution?) -> (source: Int, share: String)? {
        guard let tags, let main = tags.main, sources.indices.contains(main) else { return nil }
        return (main, String(format: "%.2f", tags.probabilities[main]))
    }
}
