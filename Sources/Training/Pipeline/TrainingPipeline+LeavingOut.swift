import Provenance

extension TrainingPipeline {
    /// The pipeline as it would be without a source: neither its rows nor its tag are there, and stages that it alone gave work to are gone.
    ///
    /// Everything else stays, the seed among it, so that what the two trainings differ in comes from the source. A model from scratch also
    /// learns another vocabulary, for want of the source's rows.
    ///
    /// - Parameter out: where this training's result goes.
    /// - Throws: `TrainingError.unsupported` for a source that the pipeline has not, `GENERAL`, one without which nothing is
    ///   learned, and any of a pipeline that goes on from an adapter.
    public func leavingOut(_ name: String, out: String) throws -> TrainingPipeline {
        let names = sources.filter { $0.stage != nil }.map(\.name)
        guard let index = sources.firstIndex(where: { $0.name == name && $0.stage != nil }) else {
            let hint = NearestName.of(name, in: names).map { "did you mean \($0)?" } ?? "it has \(names.joined(separator: ", "))"
            throw TrainingError.unsupported(reason: "the pipeline has no traced source \(name) to leave out; \(hint)")
        }
        guard adapter == nil else {
            throw TrainingError.unsupported(
                reason:
                    "the pipeline goes on from an adapter, which has learned its sources already; leave one out of a pipeline that starts "
                    + "from the base")
        }
        var rest = self
        rest.out = out
        rest.sources.remove(at: index)
        rest.stages = stages.compactMap { stage in
            var stage = stage
            stage.sources.removeAll { $0 == name }
            return rest.hasWork(stage) ? stage : nil
        }
        guard !rest.stages.isEmpty else {
            throw TrainingError.unsupported(reason: "without \(name) no stage of the pipeline has anything to learn")
        }
        return rest
    }

    /// Whether a stage has rows of its kind to learn from.
    private func hasWork(_ stage: TrainingStage) -> Bool {
        switch stage.kind {
        case .pretrain, .sft: !stage.sources.isEmpty
        case .preference, .rl:
            sources.contains { $0.stage?.rawValue == stage.kind.rawValue && stage.sources.contains($0.name) }
        }
    }
}
