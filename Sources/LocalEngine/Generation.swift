import LanguageModel
import Provenance
import Tokenization

/// One request on its way: the sequences it owns, the tokens so far, and what the next step must compute.
///
/// A generation only says which rows it needs and takes what they gave, so any number of them share one step. Beside the
/// answer's own sequence stands its twin under `<DEBUG>`, fed the same tokens; an ephemeral `<TAG>` row on the twin reads
/// the tags. Nothing of that reaches the answer's sequence: watching changes nothing. A given answer that is read in debug mode is its own
/// twin.
///
/// How the next tokens are chosen is in `Generation+Choosing`, how an ended one goes on in `Generation+Continuing`.
final class Generation {
    /// At most this many standing tokens go into one step, so that logits of long given answers stay bounded.
    static let standingTokensPerStep = 128

    /// What the tokens of a step are to the answer.
    enum Feed {
        /// Tokens of the answer, read by probes too.
        case visible
        /// A control token or tag in the answer: in the trace, without text; the twin never sees it.
        case control
        /// The beginning under `<REFUSE>` that names the source: not part of the answer.
        case hidden
        /// A token that was traced before; only the logits after it are wanted.
        case again
    }

    // Fixed by the request.
    var request: TraceRequest
    let session: InferenceSession
    let encoder: PromptEncoder
    let rules: AppliedRules
    let answer: SequenceID
    /// What is probed; `answer` itself when the two would hold the same.
    let twin: SequenceID?
    let promptTokenCount: Int
    let twinPromptTokenCount: Int
    let context: Int
    let isGiven: Bool

    // What the next step works on.
    /// The logits after the last token; the next one is drawn from them.
    var nextLogits: [Float]
    /// The logits that the first visible token was drawn from.
    var firstLogits: [Float] = []
    /// Answer tokens that are put in, not drawn.
    var standing: [Int]
    /// How many of them were put in.
    var standingCount = 0
    var feed: [Int] = []
    var feedKind = Feed.visible
    /// A token to run once more, for the logits after it.
    var pendingAgain: Int?
    private(set) var awaitsInitialProbe: Bool
    private var hasBegun = false

    // What there is so far.
    /// The beginning under `<REFUSE>`: `<TAG>` and the source's tag.
    var hidden: [Int] = []
    var tokens: [TraceToken] = []
    var text = ""
    var decoder = StreamingDecoder()
    var named: NamedSources
    var observer: ProbeObserver
    var refusal: Trace.Refusal?
    var stop: Trace.Stop?
    private(set) var initialTags: TagDistribution?

    /// Reads the prompt.
    ///
    /// - Parameters:
    ///   - reader: what brings the prompt into sequences of the session.
    ///   - context: positions a sequence may hold.
    init(_ request: TraceRequest, reader: PromptReader, encoder: PromptEncoder, context: Int) throws {
        let session = reader.session
        let plan = try RequestPlan(request, encoder: encoder, context: context)
        self.request = request
        self.session = session
        self.encoder = encoder
        self.context = context
        rules = plan.rules
        standing = plan.standing
        isGiven = plan.isGiven
        promptTokenCount = plan.prompt.count
        twinPromptTokenCount = plan.twinPrompt?.count ?? 0
        awaitsInitialProbe = plan.twinPrompt != nil
        named = NamedSources(encoder)
        observer = ProbeObserver(plan.rules, manifest: encoder.manifest)

        (answer, nextLogits) = try reader.answer(plan.prompt)
        if plan.probesAnswer {
            twin = answer
        } else if let ids = plan.twinPrompt {
            do {
                twin = try reader.twin(ids)
            } catch {
                session.release(answer)
                throw error
            }
        } else {
            twin = nil
        }
    }

    /// Gives the sequences back. Call once, when the generation has ended.
    func release() {
        session.release(answer)
        if let twin { session.release(twin) }
    }

    // MARK: - One step

    /// The rows this generation needs next; empty when it has ended.
    func rows() throws -> [StepRow] {
        guard stop == nil else { return [] }
        var rows: [StepRow] = []
        // The probe before the answer goes along with the first feed: a step less until the first token is there.
        if awaitsInitialProbe, let twin { rows.append(probe(twin, visible: session.length(of: twin))) }
        try chooseFeed()
        if stop != nil {
            feed = []
            // What ends an answer without tokens is settled again once that probe is there: a rule may act on it.
            if !rows.isEmpty { stop = nil }
            return rows
        }
        for token in feed { rows.append(StepRow(sequence: answer, token: token, logits: .all)) }
        if let twin, feedKind == .visible {
            let length = session.length(of: twin)
            for (offset, token) in feed.enumerated() {
                if twin != answer { rows.append(StepRow(sequence: twin, token: token)) }
                rows.append(probe(twin, visible: length + offset + 1))
            }
        }
        return rows
    }

    private func probe(_ twin: SequenceID, visible: Int) -> StepRow {
        StepRow(
            sequence: twin, token: encoder.manifest.controls.tag.id, kind: .ephemeral(visible: visible),
            logits: .tokens(encoder.manifest.tagIDs))
    }

    /// Takes the step's results for `rows()`, in the same order.
    ///
    /// - Throws: `EngineError.notNumbers` when the model gives none.
    func take(_ results: [UnsafeBufferPointer<Float>], onEvent: (TraceEvent) -> TraceControl) throws {
        var results = results
        if awaitsInitialProbe {
            let tags = try distribution(results.removeFirst())
            awaitsInitialProbe = false
            initialTags = tags
            guard begin(onEvent) else { return }
            observe(tags, onEvent: onEvent)
            guard stop == nil else { return }
        }
        guard hasBegun || begin(onEvent) else { return }
        for (index, token) in feed.enumerated() {
            defer { nextLogits = Array(results[index]) }
            guard feedKind != .again else { continue }
            named.note(token)
            guard feedKind != .hidden else {
                hidden.append(token)
                continue
            }
            var tags: TagDistribution?
            if let twin, feedKind == .visible {
                tags = try distribution(results[feed.count + (twin == answer ? index : 2 * index + 1)])
            }
            if tokens.isEmpty { firstLogits = nextLogits }
            let made = try traced(token, tags: tags)
            tokens.append(made)
            let control = onEvent(.token(made))
            // A caller that stops here may go on later: what the rules decide at this token must not wait for that.
            if let tags {
                observe(tags, onEvent: onEvent)
                if stop != nil { return }
            }
            if control == .stop { return end(.cancelled) }
        }
    }

    private func distribution(_ logits: UnsafeBufferPointer<Float>) throws -> TagDistribution {
        guard logits.allSatisfy(\.isFinite) else { throw EngineError.notNumbers }
        return TagDistribution(logits: Array(logits))
    }

    /// - Returns: false when the caller wants no more.
    private func begin(_ onEvent: (TraceEvent) -> TraceControl) -> Bool {
        hasBegun = true
        guard onEvent(.began(promptTokens: promptTokenCount, initialTags: initialTags)) == .more else {
            end(.cancelled)
            return false
        }
        return true
    }

    /// Ends the generation; the first reason stands.
    func end(_ reason: Trace.Stop) {
        if stop == nil { stop = reason }
    }

    // MARK: - What a token means

    private func traced(_ token: Int, tags: TagDistribution?) throws -> TraceToken {
        let made = nextLogits.withUnsafeBufferPointer { logits in
            let statistics = LogitStatistics(logits)
            return TraceToken(
                id: token, text: isControl(token) ? "" : decoder.feed(token, tokenizer: encoder.tokenizer),
                logprob: statistics.logprob(logits[token]), entropy: statistics.entropy, tags: tags,
                alternatives: statistics.alternatives(logits, count: request.alternatives, tokenizer: encoder.tokenizer))
        }
        guard made.logprob.isFinite else { throw EngineError.notNumbers }
        text += made.text
        return made
    }

    func isControl(_ token: Int) -> Bool {
        encoder.controlAndTagIDs.contains(token)
    }

    /// Lets the rules see the probe after the last token.
    private func observe(_ tags: TagDistribution, onEvent: (TraceEvent) -> TraceControl) {
        guard let acting = observer.observe(tags, after: tokens.count) else { return }
        let decided = Trace.Refusal(source: encoder.manifest.sources[acting.source].name, way: .guarding, token: tokens.count)
        refusal = decided
        text = acting.refusalText
        end(.guarded)
        _ = onEvent(.refused(decided))
    }

    // MARK: - The result

    /// The trace as it stands; call once, after the end.
    func trace(tokensPerSecond: Double, onEvent: (TraceEvent) -> TraceControl) -> Trace {
        // An answer that ended before its first token has given no result to begin with.
        if !hasBegun, stop != .cancelled { _ = begin(onEvent) }
        if stop != .guarded { text += decoder.finish() }
        let source = rules.disabledInPrompt.isEmpty ? named.last : named.first
        if refusal == nil, !rules.disabledInPrompt.isEmpty, RefusalText.matches(text, refusal: rules.refusalText) {
            let decided = Trace.Refusal(source: source, way: .learned, token: 0)
            refusal = decided
            if let index = source.flatMap(encoder.manifest.index(of:)), let own = rules.refusalTexts[index] { text = own }
            _ = onEvent(.refused(decided))
        }
        var trace = Trace(
            prompt: request.prompt, answer: text, tokens: tokens, initialTags: initialTags,
            sources: encoder.manifest.sources.map(\.name), namedSource: source, producedTags: named.tags, refusal: refusal,
            stop: stop ?? .cancelled, watched: observer.watched, settings: request.settings, promptTokenCount: promptTokenCount,
            tokensPerSecond: tokensPerSecond)
        trace.rules = request.rules.rules.contains(where: \.enabled) ? request.rules : nil
        return trace
    }
}
