import ArgumentParser
import Foundation
import Provenance
import Workspaces

struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Generate an answer, or take a given one, and read its provenance at every token.")

    @OptionGroup var source: ModelOptions
    @OptionGroup var options: AnswerOptions
    @Option(parsing: .unconditional, help: "The prompt.") var prompt: String
    @Option(parsing: .unconditional, help: "An answer from elsewhere, to be read instead of generated, in debug mode.") var answer: String?
    @Option(help: ArgumentHelp("Save the whole trace, too.", valueName: "name")) var save: String?
    @Flag(help: "Print one JSON object.") var json = false

    private struct Output: Encodable {
        struct Token: Encodable {
            var id: Int
            var text: String
            var logprob: Float
            var tags: [String: Float]
        }
        var answer: String
        var tag: String?
        var tags: [String: Float]
        var initial_tags: [String: Float]
        var tokens: [Token]
        var refused: Bool
        var refusal: Trace.Refusal?
        var watched: [Trace.Refusal]
        var stop: String
        var tokens_per_second: Double
    }

    func validate() throws {
        if save != nil, source.workspace == nil { throw ValidationError("--save goes with --workspace.") }
        if save?.isEmpty == true { throw ValidationError("--save needs a name.") }
    }

    func run() throws {
        let (engine, workspace) = try source.openEngine()
        let trace = try engine.trace(
            TraceRequest(
                prompt: prompt, answer: answer.map { .given($0) } ?? .generated, mode: answer == nil ? .plain : .debug,
                rules: try options.rules(for: workspace, manifest: engine.manifest), settings: options.settings(for: workspace)))
        if let save, let workspace {
            Console.error("saved \(try workspace.save(trace: trace, name: save))")
        }
        json ? try Console.json(output(trace)) : show(trace)
    }

    private func named(_ tags: TagDistribution?, _ trace: Trace) -> [String: Float] {
        guard let tags else { return [:] }
        return Dictionary(uniqueKeysWithValues: zip(trace.sources, tags.probabilities))
    }

    private func output(_ trace: Trace) -> Output {
        Output(
            answer: trace.answer, tag: trace.mainSource, tags: named(trace.decidingTags, trace),
            initial_tags: named(trace.initialTags, trace),
            tokens: trace.tokens.map { .init(id: $0.id, text: $0.text, logprob: $0.logprob, tags: named($0.tags, trace)) },
            refused: trace.refused, refusal: trace.refusal, watched: trace.watched, stop: trace.stop.rawValue,
            tokens_per_second: trace.tokensPerSecond)
    }

    /// A line a token: its text, its main source, and a bar.
    private func show(_ trace: Trace) {
        Console.line(trace.answer)
        if let refusal = trace.refusal { Console.line("refused: source \(refusal.source ?? "unknown"), \(refusal.way.rawValue)") }
        for watched in trace.watched { Console.line(watched.sentence) }
        Console.line()
        func row(_ text: String, _ tags: TagDistribution?) {
            guard let tags, let main = tags.main else { return }
            let share = tags.probabilities[main]
            let bar = String(repeating: "█", count: Int((share * 20).rounded())).padding(toLength: 20, withPad: "·", startingAt: 0)
            let shown = text.debugDescription.padding(toLength: 18, withPad: " ", startingAt: 0)
            Console.line("  \(shown) \(bar) \(String(format: "%.2f", share)) \(trace.sources[main])")
        }
        row("(before)", trace.initialTags)
        for token in trace.tokens { row(token.text, token.tags) }
        Console.line()
        Console.line("source: \(trace.mainSource ?? "unknown")")
    }
}
