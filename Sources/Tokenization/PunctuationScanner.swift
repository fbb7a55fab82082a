/// The rule for GGUF files that name no pre-tokenizer, four expressions that cut one after the other:
/// `[\p{P}\$\+<=>\^~\|]+`, GPT-2's, `\p{N}+`, `[0-9][0-9][0-9]`.
struct PunctuationScanner {
    let text: ScalarText

    func scan(_ range: Range<Int>, _ body: (Range<Int>) -> Void) {
        let words = GPT2Scanner(text: text)
        var start = range.lowerBound
        while start < range.upperBound {
            let isPunctuation = text.classes[start] == .punctuation
            let end = words.skip(from: start, before: range.upperBound) { ($0 == .punctuation) == isPunctuation }
            words.scan(start..<end) { cutNumbers($0, body) }
            start = end
        }
    }

    private func cutNumbers(_ range: Range<Int>, _ body: (Range<Int>) -> Void) {
        var start = range.lowerBound
        while start < range.upperBound {
            let isNumber = text.classes[start] == .number
            var end = start + 1
            while end < range.upperBound, (text.classes[end] == .number) == isNumber { end += 1 }
            if isNumber { cutTriples(start..<end, body) } else { body(start..<end) }
            start = end
        }
    }

    private func cutTriples(_ range: Range<Int>, _ body: (Range<Int>) -> Void) {
        var pending = range.lowerBound
        var index = range.lowerBound
        while index + 3 <= range.upperBound {
            guard text.scalars[index..<index + 3].allSatisfy({ (0x30...0x39).contains($0) }) else {
                index += 1
                continue
            }
            if pending < index { body(pending..<index) }
            body(index..<index + 3)
            index += 3
            pending = index
        }
        if pending < range.upperBound { body(pending..<range.upperBound) }
    }
}
