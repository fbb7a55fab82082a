/// A table as columns of text, as the file of verdicts has them, and back.
extension VerdictTable {
    var columns: (letters: String, places: String, thousandths: String) {
        var (letters, places, thousandths): ([UInt8], [UInt8], [UInt8]) = ([], [], [])
        letters.reserveCapacity(count)
        places.reserveCapacity(count * 2)
        thousandths.reserveCapacity(count * 5)
        for index in 0..<count {
            letters.append(letter(index))
            if index > 0 {
                places.append(Self.comma)
                thousandths.append(Self.comma)
            }
            if let source = source(index) { places.append(contentsOf: "\(source)".utf8) }
            guard let probability = probability(index), probability <= 1 else { continue }
            thousandths.append(contentsOf: "\(Int((probability * 1_000).rounded()))".utf8)
        }
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        return (text(letters), text(places), text(thousandths))
    }

    private static let comma = UInt8(ascii: ",")

    /// A case that cannot be run has none: whether it can is found out again.
    private func letter(_ index: Int) -> UInt8 {
        let letter: UInt8
        switch sign(index) {
        case .unknown, .cannotRun: return UInt8(ascii: "-")
        case .passing: letter = UInt8(ascii: "p")
        case .failing: letter = UInt8(ascii: "f")
        case .notJudged: letter = UInt8(ascii: "n")
        }
        return wasRefused(index) ? letter & ~0x20 : letter
    }

    /// A table without a case where the columns are not of one length, or hold something else than what belongs there.
    init(letters: String, places: String, thousandths: String) {
        let letters = Array(letters.utf8)
        guard let places = Self.numbers(places), let thousandths = Self.numbers(thousandths), letters.count == places.count,
            places.count == thousandths.count
        else {
            self.init(caseCount: 0)
            return
        }
        self.init(caseCount: letters.count)
        for (index, letter) in letters.enumerated() {
            let verdict: Sign
            switch letter | 0x20 {
            case UInt8(ascii: "p"): verdict = .passing
            case UInt8(ascii: "f"): verdict = .failing
            case UInt8(ascii: "n"): verdict = .notJudged
            default: continue
            }
            guard let known = verdict.verdict else { continue }
            let probability = thousandths[index].map { Float(min(max($0, 0), 1_000)) / 1_000 }
            // A place that no list of sources has says that the line is of something else.
            if let place = places[index], Int16(exactly: place) == nil || place < 0 { continue }
            set(Outcome(verdict: known, source: places[index], probability: probability, refused: letter & 0x20 == 0), at: index)
        }
    }

    /// Numbers separated by commas, nothing for none.
    ///
    /// - Returns: nil where one of them is something else.
    private static func numbers(_ text: String) -> [Int?]? {
        var numbers: [Int?] = []
        var (value, digits, isNegative): (Int, Int, Bool) = (0, 0, false)
        func end() -> Bool {
            guard digits > 0 || !isNegative else { return false }
            numbers.append(digits > 0 ? (isNegative ? -value : value) : nil)
            (value, digits, isNegative) = (0, 0, false)
            return true
        }
        for byte in text.utf8 {
            switch byte {
            case comma: guard end() else { return nil }
            case UInt8(ascii: "-") where digits == 0 && !isNegative: isNegative = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard digits < 15 else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
                digits += 1
            default: return nil
            }
        }
        return end() ? numbers : nil
    }
}
