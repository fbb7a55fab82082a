import Provenance

/// Which source each token that could stand somewhere would come from.
public struct CandidateReading: Equatable, Sendable {
    public enum Face: Equatable, Sendable {
        case reading
        case failed
        case read([TagDistribution?])
    }

    public internal(set) var request: CandidateRequest
    public internal(set) var face: Face = .reading

    /// What is known of a token.
    func tags(of token: Int) -> TagDistribution? {
        guard case .read(let tags) = face, let place = request.candidates.firstIndex(of: token), tags.indices.contains(place) else {
            return nil
        }
        return tags[place]
    }
}
