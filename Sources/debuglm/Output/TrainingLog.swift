import Foundation
import Training

/// A running training on standard error: its stages, a bar, and what each stage came to.
final class TrainingLog {
    private var progress: ProgressLine?

    /// Shows an event.
    ///
    /// - Returns: `.stop` once Ctrl-C was pressed.
    func show(_ event: TrainingEvent) -> TrainingControl {
        switch event {
        case .prepared(let preparation):
            Console.error(
                "\(preparation.trainedParameters) trained parameters, products with frozen weights in \(preparation.arithmetic.rawValue)")
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

    private static func detail(_ now: TrainingProgress) -> String {
        let figures = now.figures.map { "  \(text($0))" }.joined()
        return String(format: "step %d/%d  loss %.4f", now.step, now.steps, now.smoothedLoss) + figures
            + String(format: "  %.0f tokens/s", now.tokensPerSecond)
    }

    private static func text(_ figure: StepFigure) -> String {
        String(format: "%@ %.3f", figure.name, figure.value)
    }
}
