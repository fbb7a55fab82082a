import LanguageModel
import ModelFormats
import Provenance

extension TrainableLlama {
    /// Takes over the values of a saved adapter: a later training goes on where an earlier one ended.
    ///
    /// Rows of control tokens and tags are matched by their text, so that this training may list its sources in another order
    /// and add new ones; a new one's row keeps its starting value.
    ///
    /// - Throws: `FormatError` for what is wrong inside the folder, `TrainingError` when it does not fit this training.
    func load(adapterAt path: String, manifest: Manifest) throws {
        let folder = try AdapterFolder(path: path)
        func misfit(_ what: String) -> TrainingError {
            .unsupported(reason: "\(path) cannot be gone on from: \(what)")
        }
        if case .lora(_, let scale, _) = mode, folder.configuration.scale != scale {
            throw misfit(
                "its low-rank updates are scaled by \(folder.configuration.scale), not \(scale); set `alpha` and `rank` as they were")
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
        let saved = try Manifest(besideAdapter: path)
        let places = Dictionary(manifest.addedTokens.enumerated().map { ($1.text, $0) }) { first, _ in first }
        let texts = Dictionary(saved.addedTokens.map { ($0.id, $0.text) }) { first, _ in first }
        func take(_ rows: AdapterFolder.TokenRows, into slice: ParameterSlice) throws {
            guard Set(rows.ids) == Set(texts.keys) else { throw misfit("its provenance.json names other tokens than its rows are for") }
            var values = parameters.valuesArray(slice)
            let width = values.count / max(places.count, 1)
            let found = try rows.rows.floats()
            guard found.count == rows.ids.count * width else { throw misfit("it was made for another base") }
            for (row, id) in rows.ids.enumerated() {
                guard let text = texts[id], let place = places[text] else {
                    throw misfit(
                        "it knows \(texts[id] ?? "token \(id)"), which this pipeline does not list; a source left out would be forgotten")
                }
                values.replaceSubrange(place * width..<(place + 1) * width, with: found[row * width..<(row + 1) * width])
            }
            parameters.set(slice, to: values)
        }
        try take(rows, into: input)
        if !configuration.tiedEmbeddings {
            guard let outputRows = folder.outputRows else { throw misfit("it has no output rows for its added tokens") }
            try take(outputRows, into: output)
        }
    }
}
