import LanguageModel
import ModelFormats

extension TrainableLlama {
    /// Takes over the values of a saved adapter: a later training goes on where an earlier one ended.
    ///
    /// - Throws: `FormatError` for what is wrong inside the folder, `TrainingError.unsupported` when it does not fit this training.
    func load(adapterAt path: String) throws {
        let folder = try AdapterFolder(path: path)
        func misfit(_ what: String) -> TrainingError {
            .unsupported(reason: "\(path) cannot be gone on from: \(what)")
        }
        for (index, layer) in layers.enumerated() {
            for (projection, map) in layer.maps {
                guard let lowRank = map.lowRank else { continue }
                guard let update = folder.updates[AdapterFolder.Place(layer: index, module: projection.rawValue)] else {
                    throw misfit("it has no \(projection.rawValue) for layer \(index)")
                }
                guard parameters.set(lowRank.a, to: try update.a.floats()), parameters.set(lowRank.b, to: try update.b.floats()) else {
                    throw misfit("its rank is \(update.rank), or it was made for another base")
                }
            }
        }
        guard case .added(_, let input, let output) = tokenTable.trained, let rows = folder.inputRows else {
            throw misfit("it has no rows for added tokens")
        }
        guard parameters.set(input, to: try rows.rows.floats()) else { throw misfit("it has \(rows.ids.count) added tokens") }
        if !configuration.tiedEmbeddings {
            guard let outputRows = folder.outputRows, parameters.set(output, to: try outputRows.rows.floats()) else {
                throw misfit("it has no output rows for its added tokens")
            }
        }
    }
}
