import ArgumentParser

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Say what a model, adapter, checkpoint or workspace is, and what is wrong with it.")

    @Argument(help: "A GGUF file, a Hugging Face or PEFT folder, or a workspace folder.") var path: String
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let report = try InspectionReport(path: path)
        if json { try Console.json(report) }
        if json || report.isEmpty {
            for problem in report.problems { Console.error("debuglm: \(problem)") }
        } else {
            for line in report.lines { Console.line(line) }
        }
        if !report.problems.isEmpty { throw ExitCode.failure }
    }
}
