import ArgumentParser
import Provenance

struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "generate", abstract: "Answer a prompt, with sources switched off or not.")

    @OptionGroup var source: ModelOptions
    @OptionGroup var options: AnswerOptions
    @Option(parsing: .unconditional, help: "The prompt.") var prompt: String
    @Flag(help: "Ask in debug mode: the answer ends with its source's tag.") var debug = false
    @Flag(help: "Print one JSON object.") var json = false

    private struct Output: Encodable {
        var answer: String
        var ids: [Int]
        var refused: Bool
        var source: String?
        var tags: [String]
        var watched: [Trace.Refusal]
        var stop: String
        var tokens_per_second: Double
    }

    func run() throws {
        let (engine, workspace) = try source.openEngine()
        let trace = try engine.trace(
            TraceRequest(
                prompt: prompt, mode: debug ? .debug : .plain, rules: try options.rules(for: workspace, manifest: engine.manifest),
                settings: options.settings(for: workspace), probes: false))
        if json {
            return try Console.json(
                Output(
                    answer: trace.answer, ids: trace.tokens.map(\.id), refused: trace.refused,
                    source: trace.refusal?.source ?? trace.namedSource, tags: trace.producedTags, watched: trace.watched,
                    stop: trace.stop.rawValue,
                    tokens_per_second: trace.tokensPerSecond))
        }
        Console.line(trace.answer)
        if let refusal = trace.refusal { Console.error("refused: \(refusal.source ?? "source unknown") (\(refusal.way.rawValue))") }
        for watched in trace.watched { Console.error(watched.sentence) }
        if debug { Console.error("source: \(trace.namedSource ?? "none named")") }
    }
}
