import LanguageModel
import Provenance
import Tokenization

/// One request on its way: the sequences it owns, the tokens so far, and what the next step must compute.
///
/// A generation only says which rows it needs and takes what they gave, so any number of them share one step. Beside the
/// answer's own sequence stands its twin under `<DEBUG>`, fed the same tokens; an ephemeral `<TAG>` row on the twin reads
/// the tags. Nothing of that reaches the answer's sequence: watching changes nothing.
final class Generation {
    /// At most this many forced tokens go into one step, so that logits of long given answers stay bounded.
    static let forcedTokensPerStep = 32

    /// What the tokens of a step are to the answer.
    private enum Feed {
        /// Tokens of the answer, read by probes too.
        case visible
        /// A control token or tag in the answer: in the trace, without text; the twin never sees it.
        case control
        /// The beginning under `<REFUSE>` that names the source: not part of the answer.
        case hidden
        /// A token that was traced before; only the logits after it are wanted.
        case again
    }

    private(set) var request: TraceRequest
    private let session: InferenceSession
    private let encoder: PromptEncoder
    private let controlAndTagIDs: Set<Int>
    private let rules: AppliedRules
    private let probing: Bool
    private let answer: SequenceID
    private let twin: SequenceID?
    let promptTokenCount: Int
    private let context: Int
    private var forced: [Int]
    private let endsAfterForced: Bool

    private var nextLogits: [Float]
    private var decoder = StreamingDecoder()
    private var guardState: GuardState
    private var watchStates: [(source: Int, state: GuardState)]
    /// The logits that the first visible token was drawn from.
    private var firstLogits: [Float] = []
    private var feed: [Int] = []
    private var feedKind = Feed.visible
    private var hasBegun = false
    private var forcedCount = 0
    private var hiddenCount = 0
    private var previousToken: Int?
    private var pendingAgain: Int?

    private(set) var tokens: [TraceToken] = []
    private var text = ""
    private(set) var initialTags: TagDistribution?
    private var awaitsInitialProbe: Bool
    private var producedTags: [String] = []
    private var namedFirst: String?
    private var namedLast: String?
    private var refusal: Trace.Refusal?
    private var watched: [Trace.Refusal] = []
    private(set) var stop: Trace.Stop?

    /// Reads the prompt.
    ///
    /// - Parameter root: a sequence that holds the template's prefix.
    init(_ request: TraceRequest, session: InferenceSession, encoder: PromptEncoder, root: SequenceID, context: Int) throws {
        guard !request.prompt.isEmpty else { throw EngineError.emptyPrompt }
        self.request = request
        self.session = session
        self.encoder = encoder
        controlAndTagIDs = encoder.manifest.controlAndTagIDs
        rules = try request.rules.applied(to: request.prompt, manifest: encoder.manifest)
        probing = request.probes || !rules.guards.isEmpty || !rules.watched.isEmpty
        guardState = GuardState(rules.guards)
        watchStates = rules.watched.map { ($0.source, GuardState([$0])) }
        switch request.answer {
        case .generated:
            forced = request.kept
            endsAfterForced = false
        case .given(let answer):
            forced = encoder.tokenizer.encode(answer)
            endsAfterForced = true
        }
        let prompt =
            if !rules.disabledInPrompt.isEmpty {
                encoder.refusing(rules.disabledInPrompt, request.prompt)
            } else if request.mode == .debug {
                encoder.debug(request.prompt)
            } else {
                encoder.plain(request.prompt)
            }
        promptTokenCount = prompt.count
        self.context = context
        try Self.check(
            prompt: prompt.count, answer: max(forced.count, endsAfterForced ? 0 : request.settings.maximumTokens), context: context)

        func read(_ ids: [Int], logits: LogitsRequest) throws -> (SequenceID, [Float]) {
            let sequence: SequenceID
            let rest: [Int]
            if ids.starts(with: encoder.prefix), ids.count > encoder.prefix.count, !encoder.prefix.isEmpty {
                sequence = try session.fork(root, length: encoder.prefix.count)
                rest = Array(ids[encoder.prefix.count...])
            } else {
                sequence = session.newSequence()
                rest = ids
            }
            do {
                return (sequence, try session.prefill(sequence, tokens: rest, logits: logits) ?? [])
            } catch {
                session.release(sequence)
                throw error
            }
        }
        (answer, nextLogits) = try read(prompt, logits: .all)
        if probing {
            do {
                twin = try read(encoder.debug(request.prompt), logits: .none).0
            } catch {
                session.release(answer)
                throw error
            }
        } else {
            twin = nil
        }
        awaitsInitialProbe = probing
    }

    private static func check(prompt: Int, answer: Int, context: Int) throws {
        // Control tokens stand on both sides of an answer.
        let needed = prompt + answer + 16
        guard needed <= context else { throw EngineError.tooLong(tokens: needed, limit: context) }
    }

    func checkLength(of request: TraceRequest) throws {
        try Self.check(
            prompt: promptTokenCount, answer: max(request.kept.count, request.settings.maximumTokens), context: context)
    }

    // MARK: - Going on later

    /// True when the sequences hold the prompt, the hidden beginning and the visible tokens, nothing else.
    var isContinuable: Bool {
        stop != nil && stop != .guarded && stop != .given && !awaitsInitialProbe && hiddenCount == (isTagFirst ? 2 : 0)
            && request.answer == .generated && !tokens.isEmpty && pendingAgain == nil
    }

    /// Forgets the tokens from `count` on and takes over `request`.
    func goBack(to count: Int, request: TraceRequest) throws {
        let dropped = tokens.count - count
        if dropped > 0 {
            let droppedFromTwin = tokens.suffix(dropped).count { !controlAndTagIDs.contains($0.id) }
            if let twin { try session.truncate(twin, to: session.length(of: twin) - droppedFromTwin) }
            // The logits after the last token that stays are gone; running it once more brings them back.
            let again = count > 0 ? 1 : 0
            try session.truncate(answer, to: session.length(of: answer) - dropped - again)
            if count == 0 { nextLogits = firstLogits } else { pendingAgain = tokens[count - 1].id }
            tokens.removeLast(dropped)
        }
        self.request = request
        forced = request.kept
        forcedCount = count
        stop = nil
        refusal = nil
        watched = []
        decoder = StreamingDecoder()
        text = ""
        producedTags = Array(producedTags.prefix(hiddenCount))
        previousToken = nil
        namedFirst = hiddenCount > 0 ? namedFirst : nil
        namedLast = namedFirst
        for token in tokens {
            note(token.id)
            if !controlAndTagIDs.contains(token.id) { text += decoder.feed(token.id, tokenizer: encoder.tokenizer) }
        }
        guardState = GuardState(rules.guards)
        watchStates = rules.watched.map { ($0.source, GuardState([$0])) }
        for (place, tags) in ([initialTags] + tokens.map(\.tags)).enumerated() {
            if let tags { observe(tags, after: place) { _ in .more } }
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
        if awaitsInitialProbe, let twin { return [probe(twin, visible: session.length(of: twin))] }
        try chooseFeed()
        guard stop == nil else { return [] }
        var rows: [StepRow] = []
        for token in feed { rows.append(StepRow(sequence: answer, token: token, logits: .all)) }
        if let twin, feedKind == .visible {
            let length = session.length(of: twin)
            for (offset, token) in feed.enumerated() {
                rows.append(StepRow(sequence: twin, token: token))
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
    func take(_ results: [UnsafeBufferPointer<Float>], onEvent: (TraceEvent) -> TraceControl) {
        if awaitsInitialProbe {
            awaitsInitialProbe = false
            let tags = TagDistribution(logits: Array(results[0]))
            initialTags = tags
            guard begin(onEvent) else { return }
            return observe(tags, after: 0, onEvent: onEvent)
        }
        guard hasBegun || begin(onEvent) else { return }
        for (index, token) in feed.enumerated() {
            defer { nextLogits = Array(results[index]) }
            guard feedKind != .again else { continue }
            note(token)
            guard feedKind != .hidden else { continue }
            let tags = twin == nil || feedKind == .control ? nil : TagDistribution(logits: Array(results[feed.count + 2 * index + 1]))
            if tokens.isEmpty { firstLogits = nextLogits }
            let made = traced(token, tags: tags)
            tokens.append(made)
            if onEvent(.token(made)) == .stop { return end(.cancelled) }
            if let tags {
                observe(tags, after: tokens.count, onEvent: onEvent)
                if stop != nil { return }
            }
        }
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

    /// Ends the generation from outside.
    func end(_ reason: Trace.Stop) {
        if stop == nil { stop = reason }
    }

    // MARK: - Choosing

    private var isTagFirst: Bool {
        !rules.disabledInPrompt.isEmpty && encoder.manifest.refusalForm == .tagFirst
    }

    private func chooseFeed() throws {
        if let token = pendingAgain {
            pendingAgain = nil
            feedKind = .again
            feed = [token]
            return
        }
        feedKind = .visible
        // Under `<REFUSE>` the answer side names its source first; that part is not the reader's.
        if isTagFirst, hiddenCount < 2 {
            feedKind = .hidden
            hiddenCount += 1
            feed = [hiddenCount == 1 ? encoder.manifest.controls.tag.id : likeliestTag()]
            return
        }
        if forcedCount < forced.count {
            let first = kind(of: forced[forcedCount])
            feedKind = first
            feed = Array(forced[forcedCount...].prefix(Self.forcedTokensPerStep).prefix { kind(of: $0) == first })
            forcedCount += feed.count
            return
        }
        guard !endsAfterForced else { return end(.given) }
        guard tokens.count < request.settings.maximumTokens else { return end(.length) }
        let token = try sample()
        guard !encoder.tokenizer.stopTokens.contains(token) else { return end(.end) }
        feedKind = kind(of: token)
        feed = [token]
    }

    private func kind(of token: Int) -> Feed {
        controlAndTagIDs.contains(token) ? .control : .visible
    }

    private func likeliestTag() -> Int {
        let ids = encoder.manifest.tagIDs
        return ids.max { nextLogits[$0] < nextLogits[$1] } ?? ids[0]
    }

    /// Each place draws from a generator of its own, so a replayed beginning does not move what follows.
    private func sample() throws -> Int {
        let settings = request.settings
        let place = UInt64(tokens.count)
        var sampler = Sampler(
            settings: SamplingSettings(
                temperature: settings.temperature, topK: settings.topK, topP: settings.topP, minP: settings.minP,
                seed: settings.seed &+ place &* 0x9E37_79B9_7F4A_7C15))
        return try sampler.sample(logits: nextLogits)
    }

    // MARK: - What a token means

    private func note(_ token: Int) {
        defer { previousToken = token }
        guard controlAndTagIDs.contains(token) else { return }
        producedTags.append(encoder.tokenizer.piece(token))
        guard let index = encoder.manifest.index(ofTag: token), previousToken == encoder.manifest.controls.tag.id else { return }
        let name = encoder.manifest.sources[index].name
        namedFirst = namedFirst ?? name
        namedLast = name
    }

    private func traced(_ token: Int, tags: TagDistribution?) -> TraceToken {
        let piece = controlAndTagIDs.contains(token) ? "" : decoder.feed(token, tokenizer: encoder.tokenizer)
        text += piece
        return nextLogits.withUnsafeBufferPointer { logits in
            let statistics = LogitStatistics(logits)
            return TraceToken(
                id: token, text: piece, logprob: statistics.logprob(logits[token]), entropy: statistics.entropy, tags: tags,
                alternatives: statistics.alternatives(logits, count: request.alternatives, tokenizer: encoder.tokenizer))
        }
    }

    private func observe(_ tags: TagDistribution, after count: Int, onEvent: (TraceEvent) -> TraceControl) {
        for index in watchStates.indices {
            let source = encoder.manifest.sources[watchStates[index].source].name
            if watchStates[index].state.observe(tags) != nil, !watched.contains(where: { $0.source == source }) {
                watched.append(.init(source: source, way: .guarding, token: count))
            }
        }
        guard let acting = guardState.observe(tags) else { return }
        let decided = Trace.Refusal(source: encoder.manifest.sources[acting.source].name, way: .guarding, token: count)
        refusal = decided
        text = acting.refusalText
        end(.guarded)
        _ = onEvent(.refused(decided))
    }

    // MARK: - The result

    /// The trace as it stands; call after the end.
    func trace(tokensPerSecond: Double, onEvent: (TraceEvent) -> TraceControl) -> Trace {
        if stop != .guarded { text += decoder.finish() }
        let named = rules.disabledInPrompt.isEmpty ? namedLast : namedFirst
        if refusal == nil, !rules.disabledInPrompt.isEmpty, RefusalText.matches(text, refusal: rules.refusalText) {
            let decided = Trace.Refusal(source: named, way: .learned, token: 0)
            refusal = decided
            if let index = named.flatMap(encoder.manifest.index(of:)), let own = rules.refusalTexts[index] { text = own }
            _ = onEvent(.refused(decided))
        }
        return Trace(
            prompt: request.prompt, answer: text, tokens: tokens, initialTags: initialTags,
            sources: encoder.manifest.sources.map(\.name), namedSource: named, producedTags: producedTags, refusal: refusal,
            stop: stop ?? .cancelled, watched: watched, settings: request.settings, promptTokenCount: promptTokenCount,
            tokensPerSecond: tokensPerSecond)
    }
}
