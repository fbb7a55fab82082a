import Foundation
import ModelFormats
import Provenance

extension StageList {
    /// The first stages of a run. The last one's result is the run's own, the others lie in `stages/NAME`.
    init(done count: Int, of stages: [TrainingPipeline.TrainingStage]) {
        self.init(
            stages: stages.prefix(count).enumerated().map { index, stage in
                Kept(name: stage.name, sources: stage.sources, folder: index + 1 == stages.count ? "." : "stages/\(stage.name)")
            })
    }

    /// - Throws: `FormatError` when it cannot be written.
    func write(to run: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(Array(encoder.encode(self)), to: "\(run)/\(Self.fileName)")
    }
}
