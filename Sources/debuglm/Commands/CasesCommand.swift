import ArgumentParser
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
            var tag: String?
            var refused: Bool
        }
        var cases: [Judged]
        var failing: Int
        var passing: Int
    }

    func run() throws {
        guard source.workspace != nil else { throw ValidationError("Give --workspace DIR: cases live in a workspace.") }
        let (engine, workspace) = try source.openEngine()
        guard let workspace else { return }
        let rules = try options.rules(for: workspace, manifest: engine.manifest)
        let settings = options.settings(for: workspace)
        let progress = ProgressLine("judging")
        var judged = [Output.Judged?](repeating: nil, count: workspace.cases.count)
        var done = 0
        try engine.traceAll(workspace.cases.map { TraceRequest(prompt: $0.prompt, rules: rules, settings: settings) }) { index, trace in
            let one = workspace.cases[index]
            let verdict = one.expectation?.verdict(answer: trace.answer, refused: trace.refused) ?? .notJudged
            var reasons: [String] = []
            if case .failing(let found) = verdict { reasons = found }
            judged[index] = .init(
                id: one.id, verdict: verdict.name, reasons: reasons, answer: trace.answer, tag: trace.mainSource, refused: trace.refused)
            done += 1
            progress.show(Double(done) / Double(workspace.cases.count), detail: "\(done)/\(workspace.cases.count)")
            return .more
        }
        progress.finish()
        let all = judged.compactMap(\.self)
        let output = Output(
            cases: all, failing: all.count { $0.verdict == "failing" }, passing: all.count { $0.verdict == "passing" })
        if json { return try Console.json(output) }
        for one in all {
            let mark = one.verdict == "passing" ? "✓" : one.verdict == "failing" ? "✗" : "?"
            Console.line("\(mark) \(one.tag ?? "-")  \(one.id)  \(one.answer.split(separator: "\n").joined(separator: " "))")
            for reason in one.reasons { Console.line("    \(reason)") }
        }
        Console.line("\(output.failing) failing, \(output.passing) passing, \(all.count - output.failing - output.passing) not judged")
    }
}
