/// What the steps of one kind of stage do.
///
/// A step's outcome follows from the weights, the seed and the step's number alone, so that a resumed run goes the same way.
protocol StageWork: AnyObject {
    var stepCount: Int { get }
    /// Steps after which the stage begins anew; all of them for a stage that runs once.
    var stepsPerRun: Int { get }
    var packer: BatchPacker { get }
    /// What the stage keeps of the weights it began with; empty when it needs nothing. Saved with every checkpoint of the stage.
    var reference: [Float] { get set }
    /// Numbers in `reference` once the stage has begun.
    var referenceCount: Int { get }

    /// Takes note of the weights as they stand. Once, before the first step.
    func begin(_ pass: TrainingPass)

    /// Has the last word on the weights. Once, after the last step.
    func end(_ store: ParameterStore)

    /// - Parameter step: counted from 0.
    func step(_ step: Int, runner: inout StepRunner, learningRate: Float) throws -> StepOutcome
}

extension StageWork {
    var stepsPerRun: Int { stepCount }

    func end(_ store: ParameterStore) {}
}

/// What a step came to.
struct StepOutcome {
    /// In nats.
    var loss: Double
    /// Before clipping.
    var gradientNorm: Double
    /// Rows of packed batches.
    var tokens: Int
    /// What the step was made of.
    var items: [BatchItem]
    /// Figures of the stage's kind, in the order in which they are shown.
    var figures: [StepFigure] = []
}

/// A named figure of a step: the mean reward, the share of pairs that are learned.
public struct StepFigure: Sendable, Hashable, Codable {
    public var name: String
    public var value: Double

    public init(name: String, value: Double) {
        self.name = name
        self.value = value
    }
}
