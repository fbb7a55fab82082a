import Provenance
import Testing

@Suite struct AnswerCheckTests {
    private static let choices = ["(A) a red hat", "(B) a blue hat"]

    @Test(arguments: ["(B)", "B", "b)", "(B) a blue hat", "B. a blue hat", " The answer is (B).", "a blue hat.", "So the answer is: B"])
    func aLetterIsKnownInManyForms(text: String) {
        #expect(AnswerCheck(answer: "(B)", choices: Self.choices).isRight(text))
        #expect(AnswerCheck(answer: "Blue is asked for. The answer is (B).", choices: Self.choices).isRight(text))
    }

    @Test(arguments: ["(A)", "A", "a red hat", "", "(A) or (B)", "Blue", "b blue"])
    func anotherLetterIsWrong(text: String) {
        #expect(!AnswerCheck(answer: "(B)", choices: Self.choices).isRight(text))
    }

    @Test(arguments: ["1200", "1,200", "$1,200", "1200.0", "He has 3 apples.\n#### 1,200", "The answer is 1200."])
    func aNumberIsComparedByValue(text: String) {
        #expect(AnswerCheck(answer: "1200").isRight(text))
        #expect(AnswerCheck(answer: "3 + 4 is\n#### 1200").isRight(text))
    }

    @Test(arguments: ["120", "1200 apples", "-1200", "12 00", "nan", "inf"]) func anotherNumberIsWrong(text: String) {
        #expect(!AnswerCheck(answer: "1200").isRight(text))
    }

    @Test func wordsAreComparedWithoutCaseAndMarks() {
        let check = AnswerCheck(answer: "yes", choices: ["yes", "no"])
        #expect(check.isRight("Yes.") && check.isRight(" YES ") && check.isRight("The answer is yes"))
        #expect(!check.isRight("No") && !check.isRight("yes and no") && !check.isRight("   "))
        #expect(AnswerCheck(answer: "True").isRight("true"))
        #expect(AnswerCheck(answer: "syndrome therefrom").isRight("Syndrome  therefrom"))
    }
}
