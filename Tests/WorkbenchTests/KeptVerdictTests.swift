import Foundation
import Provenance
import Testing
import Workbench

/// What was judged in one session is known in the next one, as long as it is still true.
@Suite struct KeptVerdictTests {
    private static var contents: WorkspaceContents {
        var contents = Driver.contents
        contents.keepsSession = true
        contents.modelStamp = "model 17"
        return contents
    }

    private func lastKept(_ driver: Driver) throws -> KeptVerdicts {
        let kept = driver.effects.lazy.reversed().compactMap { if case .keepVerdicts(let all) = $0 { all.kept } else { nil } }.first
        // By way of the file's JSON.
        return try JSONDecoder().decode(KeptVerdicts.self, from: JSONEncoder().encode(#require(kept)))
    }

    /// A start of the program that finds these verdicts.
    private func started(_ kept: KeptVerdicts, contents: WorkspaceContents = KeptVerdictTests.contents) -> Driver {
        var driver = Driver()
        driver.send(.workspaceLoaded(contents))
        driver.send(.verdictsRead(ReadVerdicts(kept, for: contents.cases)))
        driver.send(.engineLoaded(Fake.manifest, modelName: "Tiny Q4_1 + tags"))
        return driver
    }

    /// The pane of cases, as text.
    private static func list(_ driver: Driver) -> [Substring] { driver.screen.split(separator: "\n").map { $0.prefix(32) } }

    private func judged(_ driver: Driver) -> Int {
        driver.effects.reduce(0) { count, effect in
            if case .judge(_, let requests) = effect { count + requests.count } else { count }
        }
    }

    @Test func nothingIsJudgedAgainAndTheMatrixIsFull() throws {
        var first = Driver.ready(contents: Self.contents)
        first.press("m")
        first.answerAll()
        first.expect("judged 20/20")
        first.press("Esc", "q")
        var second = started(try lastKept(first))
        second.answerAll()
        #expect(judged(second) == 0)
        // The list says the same of every case, probabilities and marks included.
        first.press("m", "Esc")
        #expect(Self.list(second) == Self.list(first))
        second.press("m")
        second.expect("judged 20/20")
        second.expect("Smallest set that fixes the most and breaks nothing: MYTHS (2 of 2).")
        #expect(judged(second) == 0)
    }

    @Test func theyAreWrittenWhenJudgingEndsAndOnceAtTheEnd() {
        var driver = Driver.ready(contents: Self.contents)
        func writes() -> Int { driver.effects.count { if case .keepVerdicts = $0 { true } else { false } } }
        #expect(writes() == 1)
        driver.press("q")
        #expect(writes() == 1)
        #expect(driver.effects.last == .quit)
    }

    @Test func aCaseThatChangedIsJudgedAgainAlone() throws {
        let kept = try lastKept(Driver.ready(contents: Self.contents))
        var contents = Self.contents
        contents.cases[1].expectation = Expectation(contains: ["minutes"])
        contents.cases.swapAt(0, 2)
        var driver = started(kept, contents: contents)
        driver.answerAll()
        #expect(judged(driver) == 1)
    }

    @Test func anotherModelOrOtherSettingsJudgeAnew() throws {
        let kept = try lastKept(Driver.ready(contents: Self.contents))
        var other = Self.contents
        other.modelStamp = "model 18"
        var driver = started(kept, contents: other)
        driver.answerAll()
        #expect(judged(driver) == Fake.cases.count)
        var shorter = Self.contents
        shorter.maximumTokens = 7
        driver = started(kept, contents: shorter)
        driver.answerAll()
        #expect(judged(driver) == Fake.cases.count)
    }

    @Test func aLongerAnswerIsJudgedAgain() {
        var driver = Driver.ready(contents: Self.contents)
        let before = judged(driver)
        driver.press(":")
        driver.type("tokens 12")
        driver.press("Enter")
        driver.answerAll()
        #expect(judged(driver) == before + Fake.cases.count)
    }

    /// A good file with other texts in some of its fields.
    private func changed(_ fields: [String: Any]) throws -> KeptVerdicts {
        let good = try JSONEncoder().encode(lastKept(Driver.ready(contents: Self.contents)))
        var file = try #require(JSONSerialization.jsonObject(with: good) as? [String: Any])
        var tables = try #require(file["tables"] as? [[String: Any]])
        for (name, value) in fields {
            if file[name] != nil {
                file[name] = value
            } else {
                #expect(tables[0][name] != nil)
                tables[0][name] = value
            }
        }
        file["tables"] = tables
        return try JSONDecoder().decode(KeptVerdicts.self, from: JSONSerialization.data(withJSONObject: file))
    }

    /// What somebody else, or an accident, may write into one field of an otherwise good file.
    @Test(arguments: [
        ("verdicts", ""), ("verdicts", "pp"), ("verdicts", "?????"), ("verdicts", "pppppppppp"), ("places", ""), ("places", "9,9,9,9,9"),
        ("places", "-1,-2,x,99999999999999999999,7"), ("probabilities", "1"), ("probabilities", "1,2,3,4,x"), ("cases", "0"),
        ("cases", "zz"),
    ])
    func aFieldThatSaysSomethingElseIsJudgedAgain(field: String, text: String) throws {
        var driver = started(try changed([field: text]))
        driver.answerAll()
        #expect(judged(driver) == Fake.cases.count)
        driver.expect("2 failing · 5")
    }

    @Test func oddProbabilitiesAreNoHarm() throws {
        var driver = started(try changed(["probabilities": "-5,1000000,,0,7"]))
        driver.answerAll()
        #expect(judged(driver) == 0)
        driver.expect("2 failing · 5")
    }

    @Test func aStartWithoutItsModelLeavesTheFileAlone() {
        var driver = Driver()
        driver.send(.workspaceLoaded(Self.contents))
        driver.send(.engineFailed("no such file"))
        driver.press("Tab", "Tab", "Tab", "x", ":")
        driver.type("label odd")
        driver.press("Enter")
        driver.answerAll()
        driver.press("q")
        #expect(!driver.effects.contains { if case .keepVerdicts = $0 { true } else { false } })
    }

    @Test func anAnswerOfTheOldLengthIsNoVerdict() {
        var driver = Driver.ready(contents: Self.contents)
        driver.press(":")
        driver.type("tokens 3")
        driver.press("Enter")
        driver.answerAll()
        // It is forgotten and made again: what stands there and its verdict are of one length.
        driver.expect("token 3/3 · cut at the limit")
        driver.expect("✗  the answer contains \"grow\"")
        driver.press("q")
        let session = driver.effects.lazy.reversed().compactMap { if case .keepSession(let kept) = $0 { kept } else { nil } }.first
        var contents = Self.contents
        contents.session = session
        driver = .ready(contents: contents)
        driver.expect("token 3/3 · cut at the limit")
    }
}
