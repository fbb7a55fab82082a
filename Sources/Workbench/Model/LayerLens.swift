import Provenance

/// What the layers say at one place of an answer.
public struct LayerLens: Equatable, Sendable {
    public enum Face: Equatable, Sendable {
        case reading
        case failed(String)
        case read([LayerReading])
    }

    public internal(set) var request: LayerRequest
    public internal(set) var face: Face = .reading

    /// The layers from the last one down to the embedding.
    var readings: [LayerReading] {
        guard case .read(let readings) = face else { return [] }
        return readings.reversed()
    }

    /// The lowest layer from which on every one names the same source as the last; nil when nothing was read.
    var decisive: (layer: Int, source: Int)? {
        guard case .read(let readings) = face, let source = readings.last?.tags?.main else { return nil }
        let agreeing = readings.reversed().prefix { $0.tags?.main == source }
        return agreeing.last.map { ($0.layer, source) }
    }
}
