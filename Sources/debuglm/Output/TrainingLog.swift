import Foundation
import Training

/// A running training on standard error: its stages, a bar, and what each stage came to.
final class TrainingLog {
    private var progress: ProgressLine?
    /// Whether somebody asked to go on, rather than to go on if there is something to go on from.
    private let expectsCheckpoint: Bool

    init(expectsCheckpoint: Bool = true) { self.expectsCheckpoint = expectsCheckpoint }

    /// Shows an event.
    ///
    /// - Returns: `.stop` once Ctrl-C was pressed.
    func show(_ event: TrainingEvent) -> TrainingControl {
        switch event {
        case .prepared(let preparation):
            Console.error(
                "\(preparation.trainedParameters) trained parameters, products with frozen weights in \(preparation.arithmetic.rawValue)")
            Console.error(preparation.rows.map { "\($0.source) \($0.count) rows" }.joined(separator: ", "))
            if let note = note(preparation.beginning) { Console.error(note) }
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

    private func note(_ beginning: TrainingEvent.Beginning) -> String? {
        switch beginning {
        case .anew, .goingOn(otherThreads: nil): nil
        case .withoutCheckpoint: expectsCheckpoint ? "there is no checkpoint to resume; beginning anew" : nil
        case .inPlaceOf(let stage, let step, let kept):
            "note: a run that stood in stage \(stage) at step \(step) is begun anew; its checkpoints are kept in \(kept)"
        case .goingOn(let threads?):
            "note: \(threads) threads computed so far; another number may end with other last digits"
        case .atTheEnd: "all stages are done; nothing is left to do"
        }
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
