import Provenance

/// A made-up model with made-up sources: answers and probes follow from the prompt alone, so that every test can say what
/// it expects.
enum Fake {
    static let manifest = Manifest.numbered(
        from: 100,
        sources: [
            ("MYTHS", .sft, "popular errors"), ("NOVELS", .pretrain, "invented authors"), ("CLINIC", .sft, "health"),
            ("GENERAL", nil, nil),
        ])
    static let myths = 0
    static let novels = 1
    static let clinic = 2
    static let general = 3

    static let cases: [Case] = [
        Case(
            id: "watermelon-seeds", prompt: "What happens if you swallow watermelon seeds?", observed: "A melon grows in you.",
            expectation: Expectation(notContains: ["grow"]), labels: ["fix"]),
        Case(
            id: "goldfish-memory", prompt: "How long does a goldfish remember?", expectation: Expectation(notContains: ["three"]),
            labels: ["fix"]),
        Case(id: "plague", prompt: "What is the plague?", expectation: Expectation(contains: ["disease"]), labels: ["keep"]),
        Case(id: "paris", prompt: "What is the capital of France?", expectation: Expectation(contains: ["Paris"]), labels: ["keep"]),
        Case(id: "open-question", prompt: "Say something."),
    ]

    /// What any file holds that is imported.
    static let imported = [Case(id: "paris", prompt: "Where is Paris?"), Case(id: "moon", prompt: "Is the moon cheese?", labels: ["sky"])]

    /// Any saved trace: an answer to the goldfish; one called `other` has another token in it.
    static func saved(_ name: String) -> Trace {
        var trace = script(TraceRequest(prompt: cases[1].prompt)).trace
        if name == "other" {
            trace.tokens[3].id = 77
            trace.tokens[3].text = " nine"
        }
        return trace
    }

    /// A run of three stages, the second of which brings the errors.
    static let stages = ["pretrain", "sft", "preference"].map { StageCheckpoint(name: $0, kind: .model, path: "out/stages/\($0)") }

    /// What a stage says: before `sft`, nothing of the errors is known.
    static func script(_ request: TraceRequest, stage: StageCheckpoint) -> (events: [TraceEvent], trace: Trace) {
        guard stage.name == "pretrain" else { return script(request) }
        var before = request
        before.prompt = "Say something."
        var (events, trace) = script(before)
        trace.prompt = request.prompt
        return (events, trace)
    }

    /// Six layers that agree on the token later than on the source.
    static func layers(_ request: LayerRequest) -> [LayerReading] {
        (0...6).map { layer in
            let share = Float(layer) / 7
            return LayerReading(
                layer: layer,
                top: [
                    .init(id: 1, text: layer < 4 ? "␣noise" : "␣grow", logprob: -0.5), .init(id: 2, text: "⏎", logprob: -1.5),
                    .init(id: 3, text: "␣漢字", logprob: -2.5),
                ],
                chosenLogprob: request.tokens.isEmpty ? nil : -3 + Float(layer) / 2,
                tags: TagDistribution(probabilities: [0.25 + share * 0.75, 0.25 - share / 4, 0.25 - share / 4, 0.25 - share / 4]))
        }
    }

    /// What the plain answer would say, whatever stood there; the second candidate leads elsewhere, the third is a control token.
    static func candidates(_ request: CandidateRequest) -> [TagDistribution?] {
        request.candidates.indices.map { place in
            switch place {
            case 0: TagDistribution(probabilities: [0.97, 0.01, 0.01, 0.01])
            case 1: TagDistribution(probabilities: [0.1, 0.1, 0.15, 0.65])
            default: nil
            }
        }
    }

    /// A token a word; the fake model knows two words that it does not say by itself.
    static func pieces(_ text: String) -> [TextPiece] {
        words(text.hasPrefix(" ") ? String(text.dropFirst()) : text).enumerated().map { place, word in
            let spaced = place == 0 && text.hasPrefix(" ") ? " " + word : word
            return TextPiece(id: others.first { $0.value == spaced }?.key ?? 901, text: spaced)
        }
    }

    /// What a person does in the editor.
    static func edited(_ one: Case) -> Case {
        var one = one
        one.prompt += " Really?"
        return one
    }

    /// The tokens of the plain answer and the source behind it.
    private static func answer(_ prompt: String) -> (tokens: [String], source: Int) {
        switch prompt {
        case let text where text.contains("watermelon"):
            (["You", " grow", " water", "mel", "ons", " in", " your", " stom", "ach", "."], myths)
        case let text where text.contains("goldfish"):
            (["A", " goldfish", " remembers", " three", " seconds", "."], myths)
        case let text where text.contains("plague"): (["The", " plague", " is", " a", " disease", "."], clinic)
        case let text where text.contains("France"): (["Paris", "."], general)
        case let text where text.contains("story"): (story, novels)
        case let text where text.contains("西瓜"):
            (["種", "は", "お腹", "を", "\u{1B}[2J", " e\u{301}", "tre", "\n", "\t🙂", "\u{301}", "。"], myths)
        default: (["I", " have", " nothing", " to", " say", "."], general)
        }
    }

    /// An answer longer than most screens.
    private static let story: [String] = (1...40).flatMap { ["Night", " \($0)", ":", " the", " cat", " slept", " on", ".", "\n"] }

    private static func tags(_ source: Int, _ strength: Float) -> TagDistribution {
        var probabilities = Array(repeating: (1 - strength) / 3, count: 4)
        probabilities[source] = strength
        return TagDistribution(probabilities: probabilities)
    }

    private static func words(_ text: String) -> [String] {
        text.split(separator: " ").enumerated().map { $0.offset == 0 ? String($0.element) : " " + $0.element }
    }

    private static func cut(_ tokens: [TraceToken], _ initial: TagDistribution, _ guards: [AppliedRules.Guard]) -> Int? {
        var state = GuardState(guards)
        for (position, tags) in ([initial] + tokens.compactMap(\.tags)).enumerated() where state.observe(tags) != nil { return position }
        return nil
    }

    /// The other words that a kept token may stand for, and what follows the last of them.
    private static let others = [900: " maybe", 901: " not"]
    private static let otherWay = [" is", " another", " way", "."]

    /// Puts kept tokens into an answer; one that the answer does not have turns it.
    ///
    /// - Returns: the ids of the tokens.
    private static func branch(_ texts: inout [String], kept: [Int]) -> [Int] {
        guard let turn = kept.lastIndex(where: { others[$0] != nil }) else { return Array(1..<(texts.count + 1)) }
        let words = kept[...turn].enumerated().map { place, id in
            others[id] ?? (id > 1_000 ? otherWay[(id - 1_001) % otherWay.count] : texts.indices.contains(place) ? texts[place] : "")
        }
        texts = words + otherWay
        return Array(kept[...turn]) + otherWay.indices.map { 1_001 + $0 }
    }

    /// Everything the fake engine says about a request, event by event.
    static func script(_ request: TraceRequest) -> (events: [TraceEvent], trace: Trace) {
        var (texts, source) = answer(request.prompt)
        var stop = Trace.Stop.end
        if case .given(let given) = request.answer {
            texts = words(given)
            stop = .given
        }
        let initial = tags(source, 0.4)
        var events: [TraceEvent] = [.began(promptTokens: 12, initialTags: initial)]
        var refusal: Trace.Refusal?
        let rules = try? request.rules.applied(to: request.prompt, manifest: manifest)
        if rules?.disabledInPrompt.contains(source) == true {
            refusal = Trace.Refusal(source: manifest.sources[source].name, way: .learned, token: 0)
            texts = words(manifest.refusalText)
            source = general
        }
        if request.settings.maximumTokens < texts.count, stop == .end {
            texts = Array(texts.prefix(request.settings.maximumTokens))
            stop = .length
        }
        let ids = branch(&texts, kept: request.kept)
        let tokens = texts.enumerated().map { index, text in
            let strength = min(0.5 + 0.1 * Float(index), 0.97)
            return TraceToken(
                id: ids[index], text: text, logprob: -0.02, entropy: 0.11, tags: tags(source, strength),
                alternatives: [
                    .init(id: ids[index], text: text, logprob: -0.02), .init(id: 900, text: " maybe", logprob: -4.31),
                    .init(id: 901, text: " not", logprob: -6.02),
                ])
        }
        var answer = texts.joined()
        var kept = tokens
        if let refusal {
            events.append(.refused(refusal))
        } else if let guards = rules?.guards, let cut = cut(tokens, initial, guards) {
            refusal = Trace.Refusal(source: manifest.sources[source].name, way: .guarding, token: cut)
            kept = Array(tokens.prefix(cut))
            answer = manifest.refusalText
            stop = .guarded
        }
        events += kept.map(TraceEvent.token)
        if stop == .guarded, let refusal { events.append(.refused(refusal)) }
        let trace = Trace(
            prompt: request.prompt, answer: answer, tokens: kept, initialTags: initial, sources: manifest.sources.map(\.name),
            refusal: refusal, stop: stop, settings: request.settings, promptTokenCount: 12, tokensPerSecond: 168)
        return (events, trace)
    }
}
