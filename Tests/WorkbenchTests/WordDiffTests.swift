import Testing
import Workbench

@Suite struct WordDiffTests {
    private func marked(_ words: [WordDiff.Word]) -> String {
        words.map { $0.changed ? "[\($0.text)]" : $0.text }.joined()
    }

    @Test func equalTextsHaveNoChange() {
        let result = WordDiff.compare("a b c", "a  b c")
        #expect(marked(result.old) == "a b c")
        #expect(marked(result.new) == "a  b c")
    }

    @Test func aReplacedWordIsMarkedOnBothSides() {
        let result = WordDiff.compare("the seeds grow inside", "the seeds pass inside")
        #expect(marked(result.old) == "the seeds [grow ]inside")
        #expect(marked(result.new) == "the seeds [pass ]inside")
    }

    @Test func wordsInTheMiddleAreFound() {
        let result = WordDiff.compare("x one two three y", "p one three q")
        #expect(marked(result.old) == "[x ]one [two ]three [y]")
        #expect(marked(result.new) == "[p ]one three [q]")
    }

    @Test func anEmptyTextIsAllChange() {
        let result = WordDiff.compare("", "a b")
        #expect(result.old.isEmpty)
        #expect(marked(result.new) == "[a ][b]")
    }

    @Test func longTextsDoNotTakeForever() {
        let old = (0..<5_000).map { "a\($0)" }.joined(separator: " ")
        let new = (0..<5_000).map { "b\($0)" }.joined(separator: " ")
        #expect(!WordDiff.compare(old, new).new.contains { !$0.changed })
    }
}
