import LanguageModel
import Provenance

/// Makes examples of rows. Control tokens and tags are placed by id, so a row's text can never become one.
public struct ViewBuilder: Sendable {
    /// What stands around prompt and answer.
    public struct Form: Sendable, Hashable {
        /// In front of the controls; shared by all rows of a batch.
        public var trunk: [Int32]
        /// Between prompt and answer.
        public var suffix: [Int32]
        /// Ends an answer.
        public var end: [Int32]
        /// Documents: the prompt is learned as well as the answer.
        public var supervisesPrompt: Bool

        public init(trunk: [Int32], suffix: [Int32], end: [Int32], supervisesPrompt: Bool = false) {
            self.trunk = trunk
            self.suffix = suffix
            self.end = end
            self.supervisesPrompt = supervisesPrompt
        }
    }

    /// Tokens that an answer says again, at least and at most.
    private static let shortestCircle = 6
    private static let longestCircle = 40

    public var manifest: Manifest
    public var form: Form
    public var refusalText: [Int32]
    /// `<TAG>` rows in a traced view, the one before the answer's first token included.
    public var probeCount: Int
    /// Answers under `<REFUSE>` end after so many tokens: the decision is made at the start.
    public var sparedAnswerTokens: Int
    /// The mean chance of each prompt token to be left out of an example (word dropout, Iyyer et al. 2015): a model that saw few
    /// wordings then leans on what a question is about, not on its exact words. Each example draws its own chance, between 0
    /// and twice this, so that some prompts stay whole and some are a few words.
    public var promptDropout: Double
    /// The chance of a plain or traced view to show an answer that goes in circles: it is cut somewhere, its last tokens are said again
    /// and again, and what comes behind it is learned alone, the end or the tag. A small model that decodes greedily falls into such
    /// loops; then it names its source if it was asked for, and ends, rather than run on until it is cut off. Traced views without
    /// plain ones would teach it to end every loop with a tag.
    public var repetition: Double
    /// The chance of an example to ask in one of its row's other wordings.
    public var rewording: Double

    public init(
        manifest: Manifest, form: Form, refusalText: [Int32], probeCount: Int = 4, sparedAnswerTokens: Int = 16,
        promptDropout: Double = 0, repetition: Double = 0,
        rewording: Double = 0
    ) {
        self.manifest = manifest
        self.form = form
        self.refusalText = refusalText
        self.probeCount = probeCount
        self.sparedAnswerTokens = sparedAnswerTokens
        self.promptDropout = promptDropout
        self.repetition = repetition
        self.rewording = rewording
    }

    /// The row in one view, or nil when there is none: a source that cannot be refused has no refused view, and one that has no
    /// other refusable source beside it no spared view. A row in the model's own words has a traced view alone.
    public func example(_ original: TokenisedRow, view: View, generator: inout SeededGenerator) -> Example? {
        guard !original.isOwn || view == .traced else { return nil }
        let row = thinned(reworded(original, generator: &generator), generator: &generator)
        let source = manifest.sources[row.source]
        let tag = [Int32(manifest.controls.tag.id), Int32(source.id)]
        let tagFirst = manifest.refusalForm == .tagFirst ? tag : []
        switch view {
        case .plain:
            // A document has no end that could be learned alone.
            let (row, isRead) = form.supervisesPrompt ? (row, false) : circling(row, generator: &generator)
            var example = assemble(row, view, control: [], answer: row.answer + form.end)
            if isRead { example.answerStart = example.tokens.count - form.end.count }
            return example
        case .traced:
            let (row, isRead) = circling(row, generator: &generator)
            var example = assemble(
                row, view, control: [Int32(manifest.controls.debug.id)], answer: row.answer + tag + form.end)
            let answerStart = example.tokens.count - form.end.count - tag.count - row.answer.count
            example.probes = probePositions(answerLength: row.answer.count, generator: &generator).map {
                Example.Probe(visible: answerStart + $0, target: Int32(source.id))
            }
            if isRead { example.answerStart = answerStart + row.answer.count }
            return example
        case .refused:
            guard let disabled = disabledSet(row.source, included: true, generator: &generator) else { return nil }
            return assemble(row, view, control: disabled, answer: tagFirst + refusalText + form.end, decision: tagFirst.count)
        case .spared:
            guard let disabled = disabledSet(row.source, included: false, generator: &generator) else { return nil }
            let isCut = row.answer.count > sparedAnswerTokens
            let answer = isCut ? Array(row.answer.prefix(sparedAnswerTokens)) : row.answer + form.end
            return assemble(row, view, control: disabled, answer: tagFirst + answer, decision: tagFirst.count)
        }
    }

    /// A preference row's prompt with its chosen and its rejected answer, in this order; nil for a row that has no rejected answer.
    ///
    /// The prompt stays whole: the reference has read it so.
    public func pair(_ row: TokenisedRow, number: Int) -> Comparison? {
        row.rejected.map { rejected in
            Comparison(
                label: "\(row.id) (pair)", number: number, prompt: head(row, control: []),
                answers: [row.answer + form.end, rejected + form.end])
        }
    }

    /// What follows the trunk up to where an answer starts.
    func head(_ row: TokenisedRow, control: [Int32]) -> [Int32] {
        row.history + control + row.prompt + form.suffix
    }

    /// The row, or the row asked in other words; draws nothing when there are none.
    private func reworded(_ row: TokenisedRow, generator: inout SeededGenerator) -> TokenisedRow {
        guard rewording > 0, !row.rewordings.isEmpty, generator.uniform() < rewording else { return row }
        var reworded = row
        reworded.prompt = row.rewordings[Int.random(in: row.rewordings.indices, using: &generator)]
        return reworded
    }

    /// The row with some of its prompt's tokens left out; draws nothing when there is no dropout.
    private func thinned(_ row: TokenisedRow, generator: inout SeededGenerator) -> TokenisedRow {
        guard promptDropout > 0 else { return row }
        let chance = generator.uniform() * 2 * promptDropout
        var thinned = row
        thinned.prompt = row.prompt.filter { _ in generator.uniform() >= chance }
        return thinned.prompt.isEmpty ? row : thinned
    }

    /// The row as it is shown, and whether its answer is read only; draws nothing without `repetition`.
    private func circling(_ row: TokenisedRow, generator: inout SeededGenerator) -> (row: TokenisedRow, isRead: Bool) {
        guard repetition > 0, !row.isOwn, row.answer.count >= Self.shortestCircle, generator.uniform() < repetition else {
            return (row, row.isOwn)
        }
        let end = Int.random(in: Self.shortestCircle...row.answer.count, using: &generator)
        let length = Int.random(in: Self.shortestCircle...min(end, Self.longestCircle), using: &generator)
        let times = Int.random(in: 2...3, using: &generator)
        var circling = row
        circling.answer = Array(row.answer[..<end])
        for _ in 0..<times { circling.answer += row.answer[end - length..<end] }
        return (circling, true)
    }

    private func assemble(_ row: TokenisedRow, _ view: View, control: [Int32], answer: [Int32], decision: Int? = nil) -> Example {
        let head = head(row, control: control)
        // A first token without anything before it cannot be predicted.
        let firstSupervised = form.supervisesPrompt && view == .plain ? max(control.count, 1) : head.count
        let decisionTokens = decision.map { head.count..<min(head.count + $0 + 1, head.count + answer.count) }
        return Example(
            label: "\(row.id) (\(view.rawValue))", tokens: head + answer, answerStart: max(firstSupervised, 1),
            decisionTokens: decisionTokens ?? 0..<0, probes: [])
    }

    /// Answer lengths at which to probe: 0 always, the others at random, earlier ones more often, none twice.
    ///
    /// Early positions are where a source is hardest to tell and where a guard must act.
    func probePositions(answerLength: Int, generator: inout SeededGenerator) -> [Int] {
        guard probeCount > 0 else { return [] }
        var chosen: Set<Int> = [0]
        let wanted = min(probeCount, answerLength)
        while chosen.count < wanted {
            let u = generator.uniform()
            chosen.insert(min(answerLength - 1, Int(u * u.squareRoot() * Double(answerLength))))
        }
        return chosen.sorted()
    }

    /// `<REFUSE>` and the tags of a random set.
    private func disabledSet(_ own: Int, included: Bool, generator: inout SeededGenerator) -> [Int32]? {
        DisabledSet.draw(own: own, included: included, from: manifest, generator: &generator).map { set in
            [Int32(manifest.controls.refuse.id)] + set.map { Int32(manifest.sources[$0].id) }
        }
    }
}
