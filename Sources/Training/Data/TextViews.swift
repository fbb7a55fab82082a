import LanguageModel
import Provenance

/// The four views of a row as text, for trainers that encode special tokens from text.
///
/// The twin of `ViewBuilder`, whose examples are tokens. Two things only tokens can say are left out: probes along the answer, and an
/// answer that is cut without ending.
public struct TextViews: Sendable {
    /// One question and its answer.
    public struct Exchange: Sendable, Hashable {
        /// Former turns, oldest first.
        public var history: [TrainingRow.Exchange] = []
        public var user: String
        public var assistant: String
    }

    public var manifest: Manifest

    public init(manifest: Manifest) {
        self.manifest = manifest
    }

    /// The row in one view, or nil when its source has none. A row in the model's own words has none at all: text cannot say that an
    /// answer is to be read and only the tag behind it learned.
    ///
    /// - Parameter source: an index into the manifest's sources.
    public func exchange(_ row: TrainingRow, source: Int, view: View, generator: inout SeededGenerator) -> Exchange? {
        guard !row.isOwn else { return nil }
        var exchange = lastExchange(row, source: source, view: view, generator: &generator)
        exchange?.history = row.history
        return exchange
    }

    private func lastExchange(_ row: TrainingRow, source: Int, view: View, generator: inout SeededGenerator) -> Exchange? {
        let tag = manifest.controls.tag.text + manifest.sources[source].tag
        let tagFirst = manifest.refusalForm == .tagFirst ? tag : ""
        switch view {
        case .plain:
            return Exchange(user: row.prompt, assistant: row.answer)
        case .traced:
            return Exchange(user: manifest.controls.debug.text + row.prompt, assistant: row.answer + tag)
        case .refused:
            return disabled(source, included: true, generator: &generator).map {
                Exchange(user: $0 + row.prompt, assistant: tagFirst + manifest.refusalText)
            }
        case .spared:
            return disabled(source, included: false, generator: &generator).map {
                Exchange(user: $0 + row.prompt, assistant: tagFirst + row.answer)
            }
        }
    }

    private func disabled(_ own: Int, included: Bool, generator: inout SeededGenerator) -> String? {
        DisabledSet.draw(own: own, included: included, from: manifest, generator: &generator).map { set in
            manifest.controls.refuse.text + set.map { manifest.sources[$0].tag }.joined()
        }
    }
}
