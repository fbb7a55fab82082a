/// A word of the filter made ready for the texts of a hundred thousand cases, which are looked at sixteen bytes at a time. What it finds
/// is what `SearchedWord.distance(in:)` finds.
struct WordScan {
    private typealias Block = SIMD16<UInt8>
    private typealias Mask = SIMDMask<SIMD16<Int8>>
    private static let size = 16

    private let word: SearchedWord
    /// The first letter, and the two that the fewest texts have.
    private let firstBlock: Block
    private let rarerBlock: Block
    private let rarestBlock: Block

    init(_ word: SearchedWord) {
        self.word = word
        func block(_ place: Int) -> Block { Block(repeating: word.bytes.indices.contains(place) ? word.bytes[place] : 0) }
        firstBlock = block(0)
        rarerBlock = block(word.rarer)
        rarestBlock = block(word.rarest)
    }

    /// - Parameters:
    ///   - bytes: all texts, with a byte that stands in no word before this one.
    ///   - range: where the text stands.
    ///   - there: the letters of the text, which settle most of it.
    /// - Returns: 0 where the word stands in the text; else how many other letters are between its own, where they are not too many.
    func distance(in bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ there: Letters) -> Int? {
        guard word.mayStand(there) else { return nil }
        if word.isToldByLetters { return 0 }
        // The last texts of all are too near to the end of the memory.
        guard let base = bytes.baseAddress, range.lowerBound > 0, range.upperBound + Self.size <= bytes.count, !word.bytes.isEmpty else {
            return word.distance(in: UnsafeBufferPointer(rebasing: bytes.bindMemory(to: UInt8.self)[range]))
        }
        return word.bytes.withUnsafeBufferPointer { letters in
            let limit = word.mayBeApart(there) ? letters.count * SearchedWord.spread : 0
            return distance(of: letters, in: base, range, limit)
        }
    }

    /// - Parameter limit: how many bytes the letters may be spread over; 0 where they may not be.
    private func distance(
        of letters: UnsafeBufferPointer<UInt8>, in base: UnsafeRawPointer, _ range: Range<Int>, _ limit: Int
    ) -> Int? {
        // Past the last place where the word can begin.
        let end = range.upperBound - letters.count + 1
        var best = limit + 1
        var place = range.lowerBound
        while place < end {
            let exact = (Self.block(base, place &+ word.rarest) .== rarestBlock) .& (Self.block(base, place &+ word.rarer) .== rarerBlock)
            var apart = Mask(repeating: false)
            if limit > 0 {
                // A small letter before it tells most of the places where no word begins.
                let isInside = (Self.block(base, place &- 1) &- Block(repeating: 0x61)) .< Block(repeating: 26)
                apart = (Self.block(base, place) .== firstBlock) .& .!isInside
            }
            if Self.hasAny(exact .| apart) {
                let last = end &- place
                var places = Places(exact, limit: last)
                while let offset = places.next() {
                    if Self.stands(letters, at: base + (place &+ offset)) { return 0 }
                }
                places = Places(apart, limit: last)
                while let offset = places.next() {
                    let start = place &+ offset
                    guard !Letters.isInsideWord(base.load(fromByteOffset: start &- 1, as: UInt8.self)) else { continue }
                    let window = min(start &+ min(limit, best), range.upperBound)
                    if let span = Self.span(of: letters, in: base, start, window) { best = span }
                }
            }
            place &+= Self.size
        }
        return best <= limit ? best - letters.count : nil
    }

    private static func block(_ base: UnsafeRawPointer, _ place: Int) -> Block {
        base.loadUnaligned(fromByteOffset: place, as: Block.self)
    }

    private static func stands(_ letters: UnsafeBufferPointer<UInt8>, at start: UnsafeRawPointer) -> Bool {
        for place in letters.indices where start.load(fromByteOffset: place, as: UInt8.self) != letters[place] { return false }
        return true
    }

    /// How many bytes from a start on hold the letters in their order; nil where a line or the window ends before.
    private static func span(of letters: UnsafeBufferPointer<UInt8>, in base: UnsafeRawPointer, _ start: Int, _ end: Int) -> Int? {
        var matched = 1
        var place = start &+ 1
        while place < end {
            let byte = base.load(fromByteOffset: place, as: UInt8.self)
            if byte == 0x0A { return nil }
            place &+= 1
            if byte == letters[matched] {
                matched &+= 1
                if matched == letters.count { return place &- start }
            }
        }
        return nil
    }

    private static func hasAny(_ mask: Mask) -> Bool {
        let halves = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
        return halves.x | halves.y != 0
    }

    /// The places of a block where something is so.
    private struct Places {
        /// Eight bits a place, the first one lowest.
        private var low: UInt64
        private var high: UInt64
        private let limit: Int

        /// - Parameter limit: places from it on do not count.
        init(_ mask: Mask, limit: Int) {
            let halves = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
            (low, high) = (UInt64(littleEndian: halves.x), UInt64(littleEndian: halves.y))
            self.limit = limit
        }

        mutating func next() -> Int? {
            guard low | high != 0 else { return nil }
            let place: Int
            if low != 0 {
                place = low.trailingZeroBitCount >> 3
                low &= ~(0xFF &<< UInt64(place &* 8))
            } else {
                let inHigh = high.trailingZeroBitCount >> 3
                high &= ~(0xFF &<< UInt64(inHigh &* 8))
                place = 8 &+ inHigh
            }
            return place < limit ? place : nil
        }
    }
}
