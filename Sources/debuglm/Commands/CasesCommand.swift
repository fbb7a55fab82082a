import ArgumentParser
import LocalEngine
import Provenance
import Workspaces

struct CasesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "cases", abstract: "Judge every case of a workspace under the rules.")

    @OptionGroup var source: ModelOptions
    @OptionGroup var options: AnswerOptions
    @Flag(help: "Print one JSON object.") var json = false

    private struct Output: Encodable {
        struct Judged: Encodable {
            var id: String
            var verdict: String
            var reasons: [String]
            var answer: String
            /// A text, or null for a case that could not be run.
            var tag: JSONValue
            var refused: Bool
        }
        var cases: [Judged]
        var failing: Int
        var passing: Int
    }

    func validate() throws {
        guard source.workspace != nil else { throw ValidationError("Give --workspace DIR: cases live in a workspace.") }
    }

    func run() throws {
        let (engine, workspace) = try source.openEngine()
        guard let workspace else { return }
        let rules = try options.rules(for: workspace, manifest: engine.manifest)
        let settings = options.settings(for: workspace)
        let requests = workspace.cases.map { TraceRequest(prompt: $0.prompt, rules: rules, settings: settings) }
        var judged = [Output.Judged?](repeating: nil, count: requests.count)
        // A case that cannot be run, such as a prompt beyond the context, must not cost the others their verdicts.
        var runnable: [Int] = []
        for (index, one) in workspace.cases.enumerated() {
            do {
                try engine.check(requests[index])
                runnable.append(index)
            } catch {
                judged[index] = .init(
                    id: one.id, verdict: Verdict.notJudged.name, reasons: ["could not be run: \(error)"], answer: "", tag: .null,
                    refused: false)
            }
        }
        let progress = ProgressLine("judging")
        var done = 0
        try engine.traceAll(runnable.map { requests[$0] }) { place, trace in
            let index = runnable[place]
            let one = workspace.cases[index]
            let verdict = one.expectation?.verdict(answer: trace.answer, refused: trace.refused) ?? .notJudged
            var reasons: [String] = []
            if case .failing(let found) = verdict { reasons = found }
            judged[index] = .init(
                id: one.id, verdict: verdict.name, reasons: reasons, answer: trace.answer,
                tag: trace.mainSource.map(JSONValue.string) ?? .null, refused: trace.refused)
            done += 1
            progress.show(Double(done) / Double(runnable.count), detail: "\(done)/\(runnable.count)")
            return .more
        }
        progress.finish()
        let all = judged.compactMap(\.self)
        let output = Output(
            cases: all, failing: all.count { $0.verdict == Verdict.failing([]).name },
            passing: all.count { $0.verdict == Verdict.passing.name })
        if json { try Console.json(output) } else { show(output) }
        if runnable.count < requests.count {
            Console.error("debuglm: \(requests.count - runnable.count) of \(requests.count) cases could not be run; their reasons say why")
            throw ExitCode.failure
        }
    }

    private func show(_ output: Output) {
        for one in output.cases {
            let mark = one.verdict == Verdict.passing.name ? "✓" : one.verdict == Verdict.notJudged.name ? "?" : "✗"
            let tag = if case .string(let name) = one.tag { name } else { "-" }
            Console.line("\(mark) \(tag)  \(one.id)  \(one.answer.split(separator: "\n").joined(separator: " "))")
            for reason in one.reasons { Console.line("    \(reason)") }
        }
        let notJudged = output.cases.count - output.failing - output.passing
        Console.line("\(output.failing) failing, \(output.passing) passing, \(notJudged) not judged")
    }
}
