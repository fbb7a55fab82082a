import Compute
import Foundation
import LanguageModel
import ModelFormats
import Provenance

/// Writes what was trained: a PEFT adapter folder or a Hugging Face folder, with manifest and tokenizer beside it.
struct TrainedOutput {
    let setup: TrainingSetup

    /// The manifest is written last: a folder that has it is whole.
    func write(to folder: String) throws {
        let url = URL(fileURLWithPath: folder, isDirectory: true)
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw TrainingError.unreadable(file: folder, reason: "the folder cannot be made")
        }
        switch setup.model.mode {
        case .lora(let rank, let scale, _):
            try writeAdapter(to: folder, rank: rank, scale: scale)
            if setup.pipeline.writesTokenizer { try setup.tokenizer.write(toFolder: folder) }
        case .full: try writeModel(to: folder)
        }
        try AtomicFile.write(setup.manifest.fileBytes(), to: url.appendingPathComponent("provenance.json").path)
    }

    private var precision: ElementType {
        switch setup.pipeline.precision {
        case .f32: .f32
        case .f16: .f16
        }
    }

    private func writeAdapter(to folder: String, rank: Int, scale: Float) throws {
        let store = setup.model.parameters
        var updates: [AdapterFolder.Place: AdapterWriter.LowRankUpdate] = [:]
        for (index, layer) in setup.model.layers.enumerated() {
            for (projection, map) in layer.maps {
                guard let lowRank = map.lowRank else { continue }
                updates[AdapterFolder.Place(layer: index, module: projection.rawValue)] = AdapterWriter.LowRankUpdate(
                    inputFeatures: map.inputs, outputFeatures: map.outputs, a: store.valuesArray(lowRank.a), b: store.valuesArray(lowRank.b)
                )
            }
        }
        guard case .added(_, let input, let output) = setup.model.tokenTable.trained else { return }
        let ids = setup.manifest.addedTokens.map(\.id)
        let isTied = setup.model.configuration.tiedEmbeddings
        let writer = AdapterWriter(
            configuration: AdapterConfiguration(
                rank: rank, alpha: Double(scale) * Double(rank), inputTokenIDs: ids, outputTokenIDs: isTied ? [] : ids,
                baseModel: setup.manifest.base?.name),
            updates: updates, inputRows: store.valuesArray(input), outputRows: isTied ? [] : store.valuesArray(output))
        try writer.write(to: folder, as: precision)
        let ordered = JSONObject(setup.manifest.addedTokens.map { JSONObject.Member($0.text, .int($0.id)) })
        try AtomicFile.write(JSONWriter.text(.object(ordered), indented: true) + "\n", to: "\(folder)/added_tokens.json")
    }

    private func writeModel(to folder: String) throws {
        let store = setup.model.parameters
        let values = Dictionary(uniqueKeysWithValues: store.entries.map { ($0.name, store.valuesArray($0.slice)) })
        let writer = LlamaCheckpointWriter(configuration: setup.model.configuration, tokenizer: setup.tokenizer, elementType: precision)
        try writer.write(values, to: folder)
    }
}
