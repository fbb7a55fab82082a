import ModelFormats
import Testing
import Tokenization

@Suite struct CharacterClassTests {
    @Test(arguments: ["letter", "number", "space"])
    func agreesWithTheReferenceOnEveryScalar(name: String) throws {
        let bounds = try Fixtures.json("classes.json").ints(name)
        var next = 0
        var different = 0
        var first: UInt32?
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            while next < bounds.count, bounds[next + 1] < value { next += 2 }
            let expected = next < bounds.count && bounds[next] <= value
            let found = CharacterClass.of(scalar)
            let actual =
                switch name {
                case "letter": found == .letter
                case "number": found == .number
                default: found.isSpace
                }
            guard actual != expected else { continue }
            different += 1
            first = first ?? value
        }
        #expect(different == 0, "the first is U+\(String(first ?? 0, radix: 16))")
    }
}
