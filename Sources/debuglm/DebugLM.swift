import ArgumentParser
import Foundation
import Provenance

/// The command line of the engine: see "Commands" in the README.
@main
struct DebugLM: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "debuglm",
        abstract: "Find out which training data taught a language model its answer, and switch that data off.",
        version: "0.1.0",
        subcommands: [
            InspectCommand.self, TokenizeCommand.self, LogitsCommand.self, GenerateCommand.self, TraceCommand.self,
            CasesCommand.self, AnswerCommand.self, TrainCommand.self, EvalCommand.self, AuditCommand.self,
            BenchCommand.self,
            ExportCommand.self,
        ])

    /// Exit 0 done, 1 the work failed, 2 wrong usage. Messages go to standard error, with control characters made visible.
    static func main() {
        signal(SIGPIPE, SIG_IGN)
        // A limit on the size of files is a write that fails, with a message, as on a full disk.
        signal(SIGXFSZ, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            let code = exitCode(for: error)
            if code == .success {
                Console.line(message(for: error))
                Foundation.exit(0)
            }
            if code == .validationFailure {
                Console.error(fullMessage(for: error))
                Foundation.exit(2)
            }
            if !(error is ExitCode) { Console.error("debuglm: " + "\(error)") }
            Foundation.exit(code.rawValue == 0 ? 1 : code.rawValue)
        }
    }
}
