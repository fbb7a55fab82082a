import Provenance

/// Verdicts that outlive the program, with all that they depend on: a model and settings, and for each case its prompt and what is
/// expected of its answer. Judging and the matrix go on from them.
public struct KeptVerdicts: Codable, Equatable, Sendable {
    /// The outcomes under one set of rules, as columns in texts: a hundred thousand records would make a slow file.
    struct Table: Codable, Equatable, Sendable {
        var rules: RuleSet
        /// A letter a case, in capitals for a refused one; `-` where nothing is known.
        var verdicts: String
        /// Places in `sources`, separated by commas; nothing for none.
        var places: String
        /// In thousandths, likewise.
        var probabilities: String
    }

    /// How the file is written; what was written in another form is judged again.
    static let currentForm = 1

    var form = KeptVerdicts.currentForm
    var model: String
    var settings: TraceSettings
    var sources: [String]
    /// What tells the cases apart: sixteen digits each.
    var cases: String
    var tables: [Table]
}

/// The verdicts as they stand, not yet in the form of the file: making that takes a while, and is no work for the loop.
public struct VerdictSnapshot: Equatable, Sendable {
    struct Table: Equatable, Sendable {
        var rules: RuleSet
        var table: VerdictTable
    }

    var model: String
    var settings: TraceSettings
    var sources: [String]
    var cases: [Case]
    var tables: [Table]

    /// The snapshot as it is written.
    public var kept: KeptVerdicts {
        KeptVerdicts(
            model: model, settings: settings, sources: sources, cases: CaseKeys.text(cases),
            tables: tables.map { table in
                let columns = table.table.columns
                return KeptVerdicts.Table(
                    rules: table.rules, verdicts: columns.letters, places: columns.places, probabilities: columns.thousandths)
            })
    }
}

/// Kept verdicts as they apply to a list of cases. Working that out takes a while, too.
public struct ReadVerdicts: Equatable, Sendable {
    var form: Int
    var model: String
    var settings: TraceSettings
    var sources: [String]
    /// The list they were worked out for.
    var cases: [Case]
    /// With places in `sources`.
    var tables: [VerdictSnapshot.Table]
    /// Every case has its place in the file, and there is no other.
    var isWhole: Bool

    public init(_ kept: KeptVerdicts, for cases: [Case]) {
        form = kept.form
        model = kept.model
        settings = kept.settings
        sources = kept.sources
        self.cases = cases
        let keys = CaseKeys.numbers(kept.cases)
        let places = Dictionary(zip(keys, keys.indices), uniquingKeysWith: { first, _ in first })
        let origins = cases.map { places[$0.judgedHash] }
        isWhole = origins.count == keys.count && places.count == keys.count && !origins.contains(nil)
        tables = kept.tables.map { table in
            let read = VerdictTable(letters: table.verdicts, places: table.places, thousandths: table.probabilities)
                .renamingSources { kept.sources.indices.contains($0) ? $0 : nil }
            let known = origins.map { origin in origin.flatMap { $0 < read.count ? $0 : nil } }
            return VerdictSnapshot.Table(rules: table.rules, table: read.moved(known))
        }
    }
}

/// The numbers that tell cases apart, as one text of sixteen digits each.
enum CaseKeys {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(_ cases: [Case]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(cases.count * 16)
        for one in cases {
            let hash = one.judgedHash
            for shift in stride(from: 60, through: 0, by: -4) { text.append(digits[Int(hash >> UInt64(shift) & 15)]) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// - Returns: none where the text is something else.
    static func numbers(_ text: String) -> [UInt64] {
        let bytes = Array(text.utf8)
        guard bytes.count % 16 == 0 else { return [] }
        var numbers: [UInt64] = []
        numbers.reserveCapacity(bytes.count / 16)
        for start in stride(from: 0, to: bytes.count, by: 16) {
            var number: UInt64 = 0
            for byte in bytes[start..<start + 16] {
                guard let digit = hexDigit(byte) else { return [] }
                number = number << 4 | digit
            }
            numbers.append(number)
        }
        return numbers
    }

    private static func hexDigit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case 0x30...0x39: UInt64(byte - 0x30)
        case 0x61...0x66: UInt64(byte - 0x61 + 10)
        default: nil
        }
    }
}

extension Case {
    /// Tells apart what a verdict depends on, the prompt and what is expected of the answer.
    var judgedHash: UInt64 {
        var hash = StableHash()
        func mix(_ text: String?) {
            hash.mix(text.map { UInt64($0.utf8.count) } ?? .max)
            if let text { hash.mix(text) }
        }
        mix(prompt)
        guard let expectation else { return hash.value }
        for texts in [expectation.contains, expectation.notContains] {
            hash.mix(UInt64(texts.count))
            for text in texts { mix(text) }
        }
        mix(expectation.matches)
        mix(expectation.refuses.map { "\($0)" })
        mix(expectation.answer)
        return hash.value
    }
}
