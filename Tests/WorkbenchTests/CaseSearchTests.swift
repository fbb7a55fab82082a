import Provenance
import Testing
import Workbench

/// The filter's search looks at many bytes at once; it has to find what a plain one finds, in the same order.
@Suite struct CaseSearchTests {
    private static let pieces = [
        "water", "tea", "the", "Sea", "wtr", "w", "s", "é", "Éclair", "Ω", "灯台", "9", "12", "\"", "(", "bb", "aaab", "ab", "?",
    ]
    private static let joints = [" ", " ", " ", "", "-", ", ", "\n", "  "]

    private func text(_ random: inout Repeatable, pieces: Int) -> String {
        (0..<pieces).map { _ in random.one(of: Self.pieces, or: "") + random.one(of: Self.joints, or: "") }.joined()
    }

    private func cases(_ random: inout Repeatable, from first: Int, count: Int) -> [Case] {
        (first..<first + count).map { number in
            let labels = (0..<random.below(3)).map { _ in random.one(of: ["tea time", "Water", "keep", "w-a-t", "sea"], or: "keep") }
            return Case(
                id: text(&random, pieces: random.below(2)).filter { !$0.isNewline } + "-\(number)",
                prompt: "Q" + text(&random, pieces: random.below(40)), labels: labels)
        }
    }

    /// A part of what a case says, perhaps with letters left out.
    private func word(_ random: inout Repeatable, _ cases: [Case]) -> String {
        let source = Array(random.one(of: cases, or: Case(id: "", prompt: "")).prompt.filter { !$0.isWhitespace })
        let start = random.below(source.count)
        let letters = source[start...].prefix(1 + random.below(7))
        return random.below(2) == 0 ? String(letters) : String(letters.filter { _ in random.below(3) > 0 })
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func theFilterFindsWhatAPlainSearchFinds(seed: UInt64) {
        var random = Repeatable(seed: seed)
        var listed = cases(&random, from: 0, count: 30 + random.below(40))
        var driver = Driver()
        driver.load(.init(name: "random", directory: "random", cases: listed))
        for round in 0..<3 {
            for _ in 0..<12 {
                let filter = (0...random.below(3)).map { _ in word(&random, listed) }.joined(separator: " ")
                driver.press("/")
                driver.type(filter)
                let expected = PlainSearch.shown(filter, listed)
                #expect(driver.state.cases.shown == expected, "seed \(seed), round \(round), filter \(filter.debugDescription)")
                driver.press("Esc")
            }
            // Some go, some say something else, some come, and all stand elsewhere.
            listed.removeAll { _ in random.below(6) == 0 }
            for index in listed.indices where random.below(4) == 0 { listed[index].prompt += text(&random, pieces: 3) }
            for index in listed.indices where random.below(4) == 0 { listed[index].labels.append("sea \(round)") }
            listed += cases(&random, from: 1_000 * (round + 1), count: 8)
            listed.shuffle(using: &random)
            driver.send(.filesChanged(.init(name: "random", directory: "random", cases: listed)))
        }
    }

    /// Ranks of verdicts, sources and probabilities are sorted by their digits.
    @Test func casesOfTheSameRankStandAsInTheFile() {
        var driver = Driver.ready()
        for _ in 0..<4 {
            driver.press("O")
            let shown = driver.state.cases.shown
            #expect(shown.sorted() == Array(driver.state.cases.cases.indices))
        }
        driver.press("O")
        #expect(driver.state.cases.shown == Array(driver.state.cases.cases.indices))
    }
}

/// What the filter means, in the plainest way.
private enum PlainSearch {
    static func shown(_ filter: String, _ cases: [Case]) -> [Int] {
        let words = filter.lowercased().split(separator: " ").map { Array($0.utf8) }
        return cases.indices.compactMap { index -> (distance: Int, index: Int)? in
            let one = cases[index]
            let texts = [one.id + "\n" + one.prompt + "\n"] + one.labels
            var sum = 0
            for word in words {
                guard let nearest = texts.compactMap({ distance(word, Array($0.lowercased().utf8)) }).min() else { return nil }
                sum += nearest
            }
            return (sum, index)
        }.sorted { $0 < $1 }.map(\.index)
    }

    private static func distance(_ word: [UInt8], _ text: [UInt8]) -> Int? {
        if text.indices.contains(where: { text[$0...].starts(with: word) }) { return 0 }
        guard word.count >= 3 else { return nil }
        return text.indices.filter { $0 == 0 || !isInsideWord(text[$0 - 1]) }.compactMap { span(word, text[$0...].prefix(3 * word.count)) }
            .min().map { $0 - word.count }
    }

    private static func span(_ word: [UInt8], _ text: ArraySlice<UInt8>) -> Int? {
        guard text.first == word[0] else { return nil }
        var matched = 1
        for (place, byte) in text.enumerated().dropFirst() {
            if byte == 0x0A { return nil }
            if byte == word[matched] { matched += 1 }
            if matched == word.count { return place + 1 }
        }
        return nil
    }

    private static func isInsideWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte >= 0x80
    }
}
