import ArgumentParser
import Foundation
import Provenance
import Synchronization
import Training

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Run a pipeline's stages on one set of weights. Ctrl-C saves a checkpoint; --resume goes on to the same final weights.")

    @Argument(help: "A pipeline file (YAML).") var pipeline: String
    @Flag(help: "Go on from the latest checkpoint.") var resume = false
    @Option(help: "Run this stage alone, from what the stage before it ended with.") var stage: String?
    @Option(parsing: .unconditional, help: "Threads that compute (default: the pipeline's, or all cores).") var threads: Int?
    @Flag(help: "Print one JSON object.") var json = false

    private struct Output: Encodable {
        var stages: [StageReport]
        var checkpoint: String
        var stopped: Bool
    }

    func validate() throws {
        try Threads.check(threads)
    }

    func run() throws {
        var description = try TrainingPipeline(path: pipeline)
        if let threads { description.threads = threads }
        for source in description.unlearned {
            let kinds = Set(description.stages.map(\.kind.rawValue)).sorted().joined(separator: ", ")
            let stage = source.stage.map { " (its stage is \($0.rawValue), the stages here are of the kinds \(kinds))" } ?? ""
            Console.error("warning: source \(source.name) is learned in no stage\(stage): its tag will stand for nothing")
        }
        let training = try TrainingRun(pipeline: description)
        Interruption.listen()
        let log = TrainingLog()
        let report = try training.run(resume: resume, stage: stage, onEvent: log.show)
        if json { try Console.json(Output(stages: report.stages, checkpoint: report.checkpoint, stopped: report.wasStopped)) }
        if report.wasStopped {
            let only = stage.map { " --stage \(ShellWord.quoted($0))" } ?? ""
            Console.error("stopped; go on with: debuglm train \(pipeline)\(only) --resume")
            throw ExitCode(1)
        }
        if !json { Console.line(report.checkpoint) }
    }
}

/// Ctrl-C and SIGTERM as a wish to stop, looked at after each step.
enum Interruption {
    private static let asked = Atomic<Bool>(false)

    static var isAsked: Bool { asked.load(ordering: .relaxed) }

    /// From now on the first signal asks; a second one ends the process as usual.
    static func listen() {
        for number in [SIGINT, SIGTERM] {
            signal(number) { received in
                Interruption.asked.store(true, ordering: .relaxed)
                signal(received, SIG_DFL)
            }
        }
    }
}
