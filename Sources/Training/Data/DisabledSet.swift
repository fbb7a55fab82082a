import LanguageModel
import Provenance

/// The sources that `<REFUSE>` names in an example.
enum DisabledSet {
    /// A random set of refusable sources in random order, with or without the row's own.
    ///
    /// - Parameters:
    ///   - own: the row's source, an index into the manifest's.
    ///   - included: whether the set shall hold it.
    /// - Returns: indices into the manifest's sources; nil when there is no such set: a source that cannot be refused is in none, and one
    ///   that has no other refusable source beside it has none without itself.
    static func draw(own: Int, included: Bool, from manifest: Manifest, generator: inout SeededGenerator) -> [Int]? {
        if included && !manifest.sources[own].refusable { return nil }
        var others = manifest.sources.indices.filter { $0 != own && manifest.sources[$0].refusable }
        others.shuffle(using: &generator)
        var chosen: [Int]
        if included {
            chosen = [own] + others.prefix(Int.random(in: 0...others.count, using: &generator))
        } else {
            guard !others.isEmpty else { return nil }
            chosen = Array(others.prefix(Int.random(in: 1...others.count, using: &generator)))
        }
        chosen.shuffle(using: &generator)
        return chosen
    }
}
