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
    @Option(help: "Threads that compute (default: the pipeline's, or all cores).") var threads: Int?
    @Flag(help: "Print one JSON object.") var json = false

    private struct Output: Encodable {
        var stages: [StageReport]
        var checkpoint: String
        var stopped: Bool
    }

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads must be at least 1.") }
    }

    func run() throws {
        var description = try TrainingPipeline(path: pipeline)
        if let threads { description.threads = threads }
        let training = try TrainingRun(pipeline: description)
        Interruption.listen()
        var progress: ProgressLine?
        let report = try training.run(resume: resume, stage: stage) { event in
            switch event {
            case .prepared(let preparation):
                Console.error(
                    "\(preparation.trainedParameters) trained parameters, products with frozen weights in \(preparation.arithmetic.rawValue)"
                )
                Console.error(preparation.rows.map { "\($0.source) \($0.count) rows" }.joined(separator: ", "))
            case .stageStarted(let name, let index, let step, let steps):
                Console.error("stage \(index + 1), \(name): \(steps) steps" + (step > 0 ? ", going on at \(step)" : ""))
                progress = ProgressLine(name)
            case .step(let now):
                progress?.show(Double(now.step) / Double(max(1, now.steps)), detail: Self.detail(now))
            case .checkpointSaved(let path):
                if Interruption.isAsked { Console.error("\ncheckpoint saved in \(path)") }
            case .stageFinished(let stage):
                progress?.finish()
                let figures = stage.figures.map { ", \(Self.text($0))" }.joined()
                Console.error(
                    String(format: "%@: loss %.4f", stage.name, stage.loss) + figures
                        + String(format: ", %.0f tokens/s, %.0f s", stage.tokensPerSecond, stage.seconds))
            }
            return Interruption.isAsked ? .stop : .proceed
        }
        if json { try Console.json(Output(stages: report.stages, checkpoint: report.checkpoint, stopped: report.wasStopped)) }
        if report.wasStopped {
            let only = stage.map { " --stage \(ShellWord.quoted($0))" } ?? ""
            Console.error("stopped; go on with: debuglm train \(pipeline)\(only) --resume")
            throw ExitCode(1)
        }
        if !json { Console.line(report.checkpoint) }
    }

    private static func detail(_ now: TrainingProgress) -> String {
        let figures = now.figures.map { "  \(text($0))" }.joined()
        return String(format: "step %d/%d  loss %.4f", now.step, now.steps, now.smoothedLoss) + figures
            + String(format: "  %.0f tokens/s", now.tokensPerSecond)
    }

    private static func text(_ figure: StepFigure) -> String {
        String(format: "%@ %.3f", figure.name, figure.value)
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
