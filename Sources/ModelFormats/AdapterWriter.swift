import Compute
import Foundation

/// Writes adapters that PEFT loads as they are.
public struct AdapterWriter {
    /// One low-rank update, row-major.
    public struct LowRankUpdate: Sendable {
        public let inputFeatures: Int
        public let outputFeatures: Int
        /// [rank, inputFeatures].
        public let a: [Float]
        /// [outputFeatures, rank].
        public let b: [Float]

        public init(inputFeatures: Int, outputFeatures: Int, a: [Float], b: [Float]) {
            self.inputFeatures = inputFeatures
            self.outputFeatures = outputFeatures
            self.a = a
            self.b = b
        }
    }

    /// `targetModules` may be empty: it is then taken from the updates.
    public var configuration: AdapterConfiguration
    public var updates: [AdapterFolder.Place: LowRankUpdate]
    /// [configuration.inputTokenIDs.count, hidden], row-major; empty without new rows.
    public var inputRows: [Float]
    /// [configuration.outputTokenIDs.count, hidden], row-major; empty when the head is tied.
    public var outputRows: [Float]

    public init(
        configuration: AdapterConfiguration, updates: [AdapterFolder.Place: LowRankUpdate], inputRows: [Float] = [],
        outputRows: [Float] = []
    ) {
        self.configuration = configuration
        self.updates = updates
        self.inputRows = inputRows
        self.outputRows = outputRows
    }

    /// Writes both files into `folder`, which is made when it is missing.
    ///
    /// The configuration comes last, so that a folder without it is unfinished.
    ///
    /// - Parameter type: F32 or F16.
    /// - Throws: `FormatError` when sizes do not agree with the configuration, or a file cannot be written.
    public func write(to folder: String, as type: ElementType = .f32) throws {
        let reader = FolderReader(path: folder)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw FormatError(file: folder, problem: "the folder cannot be made", advice: "check the path and its permissions")
        }
        let tensorPath = reader.member(AdapterNames.tensorFile)
        let payloads = try payloads(type, path: tensorPath)
        var configuration = configuration
        if configuration.targetModules.isEmpty { configuration.targetModules = targetModules }
        try SafetensorsWriter.write(payloads, to: tensorPath)
        try AtomicFile.write(
            JSONWriter.text(.object(configuration.json), indented: true), to: reader.member(AdapterNames.configurationFile))
    }

    /// Short names ("q_proj") when every layer up to the last has them, which PEFT applies to all layers; else whole names.
    private var targetModules: [String] {
        let layerCount = (updates.keys.map(\.layer).max() ?? -1) + 1
        let modules = Set(updates.keys.map(\.module))
        if updates.count == layerCount * modules.count {
            return Set(modules.map { String($0.split(separator: ".").last ?? "") }).sorted()
        }
        return updates.keys.sorted().map { "model.layers.\($0.layer).\($0.module)" }
    }

    private func payloads(_ type: ElementType, path: String) throws -> [TensorPayload] {
        var payloads: [TensorPayload] = []
        let rank = configuration.rank
        for (place, update) in updates.sorted(by: { $0.key < $1.key }) {
            payloads.append(
                try payload(AdapterNames.a(place), [rank, update.inputFeatures], update.a, type, path: path))
            payloads.append(
                try payload(AdapterNames.b(place), [update.outputFeatures, rank], update.b, type, path: path))
        }
        let tokens: [(AdapterNames.TokenModule, [Int], [Float])] = [
            (.embedding, configuration.inputTokenIDs, inputRows), (.head, configuration.outputTokenIDs, outputRows),
        ]
        for (module, ids, rows) in tokens where !(ids.isEmpty && rows.isEmpty) {
            let width = ids.isEmpty ? 0 : rows.count / ids.count
            payloads.append(try payload(AdapterNames.tokenRows(module), [ids.count, width], rows, type, path: path))
        }
        return payloads
    }

    private func payload(_ name: String, _ shape: [Int], _ values: [Float], _ type: ElementType, path: String) throws -> TensorPayload {
        guard elementCount(shape) == values.count, !values.isEmpty else {
            throw FormatError(
                file: path, place: "tensor \(FormatError.quoted(name))",
                problem: "has \(values.count) values, which is not the size of shape \(shape)")
        }
        return TensorPayload(name: name, shape: shape, values: values, as: type)
    }
}
