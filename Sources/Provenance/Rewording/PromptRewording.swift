/// Other wordings of a prompt that ask for the same: what people do to a question that its writer did not.
///
/// A tag must follow what is asked, not the words in which one data set asks it. Training practises on rewordings, and an evaluation
/// measures on others: the two share no phrase, and some kinds are never practised.
public enum PromptRewording {
    /// What is done to the prompt.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case lowerCase = "lower case"
        case noPunctuation = "no punctuation"
        /// A greeting in front.
        case greeting
        /// A request in front.
        case request
        /// Thanks behind.
        case thanks
        /// Marked as a question.
        case label
        /// A sentence about the reader in front.
        case background
        /// Neighbouring letters exchanged.
        case swappedLetters = "swapped letters"
        /// A letter lost here and there.
        case lostLetters = "lost letters"
        /// Repeated as somebody else's words.
        case quoted
        case capitals
        /// A capital at the start of every word, as in a headline.
        case titleCase = "title case"

        /// Whether training practises it.
        public var isPractised: Bool {
            switch self {
            case .lowerCase, .noPunctuation, .greeting, .request, .thanks, .label, .background, .swappedLetters, .capitals: true
            case .lostLetters, .quoted, .titleCase: false
            }
        }
    }

    /// Which phrases may be used.
    public enum Purpose: Sendable {
        case practice
        case measurement
    }

    /// The prompt in another wording.
    ///
    /// - Parameter generator: chooses phrases and places.
    public static func reword(
        _ prompt: String, as kind: Kind, for purpose: Purpose, generator: inout some RandomNumberGenerator
    ) -> String {
        let phrases = RewordingPhrases.of(purpose)
        func phrase(_ choices: [String]) -> String { choices.randomElement(using: &generator) ?? "" }
        switch kind {
        case .lowerCase: return prompt.lowercased()
        case .capitals: return prompt.uppercased()
        case .titleCase: return withCapitals(prompt)
        case .noPunctuation: return withoutPunctuation(prompt)
        case .greeting: return phrase(phrases.greetings) + prompt
        case .request: return phrase(phrases.requests) + prompt
        case .thanks: return prompt + phrase(phrases.thanks)
        case .label: return phrase(phrases.labels) + prompt
        case .background: return phrase(phrases.backgrounds) + prompt
        case .quoted: return around(prompt, phrase(phrases.quotations))
        // Exchanging equal letters would change nothing.
        case .swappedLetters:
            return typed(prompt, generator: &generator, where: { $0[$1] != $0[$1 + 1] }, slip: { $0.swapAt($1, $1 + 1) })
        case .lostLetters: return typed(prompt, generator: &generator, where: { _, _ in true }, slip: { $0.remove(at: $1) })
        }
    }

    /// A wording to practise on: one kind, at times two of them one after the other.
    public static func practised(_ prompt: String, generator: inout some RandomNumberGenerator) -> String {
        var kinds = Kind.allCases.filter(\.isPractised)
        kinds.shuffle(using: &generator)
        let count = Int.random(in: 0..<10, using: &generator) < 3 ? 2 : 1
        return kinds.prefix(count).reduce(prompt) { reword($0, as: $1, for: .practice, generator: &generator) }
    }

    /// Rows in wordings to measure on. Kinds take turns, so that each source meets all of them.
    public static func measured(_ rows: [EvaluationRow], seed: UInt64) -> [EvaluationRow] {
        var turns: [String: Int] = [:]
        return rows.enumerated().map { index, row in
            let turn = turns[row.source, default: 0]
            turns[row.source] = turn + 1
            let kind = Kind.allCases[turn % Kind.allCases.count]
            var generator = SplitMix64(state: seed &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15)
            var reworded = row
            reworded.prompt = reword(row.prompt, as: kind, for: .measurement, generator: &generator)
            reworded.wording = kind
            return reworded
        }
    }

    // MARK: - Texts

    private static func withoutPunctuation(_ prompt: String) -> String {
        var text = prompt
        while let last = text.last, last.isPunctuation && last != ")" || last.isWhitespace { text.removeLast() }
        return text.isEmpty ? prompt : text
    }

    private static func withCapitals(_ prompt: String) -> String {
        var isInside = false
        return prompt.reduce(into: "") { text, letter in
            text += isInside ? String(letter) : letter.uppercased()
            isInside = letter.isLetter || letter.isNumber || isInside && (letter == "'" || letter == "’")
        }
    }

    private static func around(_ prompt: String, _ frame: String) -> String {
        guard let place = frame.firstIndex(of: "*") else { return prompt }
        return frame[..<place] + prompt + frame[frame.index(after: place)...]
    }

    /// The prompt with slips inside words of five letters and more: in one of six of them, and in one at least.
    ///
    /// - Parameters:
    ///   - fits: whether a slip at a place changes anything.
    ///   - slip: what happens to the letters there.
    private static func typed(
        _ prompt: String, generator: inout some RandomNumberGenerator, where fits: ([Character], Int) -> Bool,
        slip: (inout [Character], _ at: Int) -> Void
    ) -> String {
        var letters = Array(prompt)
        var words: [Range<Int>] = []
        var start: Int?
        for index in 0...letters.count {
            let isLetter = index < letters.count && letters[index].isLetter
            if isLetter, start == nil { start = index }
            if !isLetter, let first = start {
                if index - first >= 5 { words.append(first..<index) }
                start = nil
            }
        }
        let slips = max(1, words.count / 6)
        // From behind, so that places in front stay right.
        let chosen = words.shuffled(using: &generator).prefix(slips).sorted { $0.lowerBound > $1.lowerBound }
        for word in chosen {
            let places = (word.lowerBound + 1..<word.upperBound - 2).filter { fits(letters, $0) }
            if let place = places.randomElement(using: &generator) { slip(&letters, place) }
        }
        return String(letters)
    }
}
