import Foundation
import TerminalUI
import Testing
import Workbench

/// Dividers are dragged with the mouse, and stay where they were put.
@Suite struct DividerTests {
    private func drag(_ driver: inout Driver, from: Point, to: Point) {
        for (kind, point) in [(MouseEvent.Kind.press, from), (.drag, to), (.release, to)] {
            driver.send(.input(.mouse(MouseEvent(x: point.x, y: point.y, kind: kind))))
        }
    }

    @Test func theListOfCasesGetsWider() {
        var driver = Driver.ready()
        let before = Layout(driver.state)
        drag(&driver, from: Point(before.trace.x, 10), to: Point(before.cases.endX + 4, 10))
        let after = Layout(driver.state)
        #expect(after.cases.endX == before.cases.endX + 5)
        #expect(after.trace.endX == before.trace.endX)
        #expect(driver.state.document?.title == "watermelon-seeds", "the press opens no case")
    }

    @Test func everyDividerMoves() {
        var driver = Driver.ready()
        driver.press("1")
        driver.answerAll()
        let before = Layout(driver.state)
        drag(&driver, from: Point(before.atCursor.x, 5), to: Point(before.atCursor.x - 6, 5))
        drag(&driver, from: Point(before.trace.x + 5, before.comparison.y), to: Point(before.trace.x + 5, before.comparison.y - 3))
        drag(&driver, from: Point(before.rules.x + 5, before.rules.y), to: Point(before.rules.x + 5, before.rules.y + 2))
        let after = Layout(driver.state)
        #expect(after.atCursor.width == before.atCursor.width + 6)
        #expect(after.comparison.height == before.comparison.height + 3)
        #expect(after.rules.height == before.rules.height - 2)
    }

    @Test func theNarrowFormHasItsOwn() {
        var driver = Driver.ready(80, 24)
        let before = Layout(driver.state)
        drag(&driver, from: Point(before.atCursor.x, 8), to: Point(before.atCursor.x - 4, 8))
        #expect(Layout(driver.state).atCursor.width == before.atCursor.width + 4)
    }

    @Test func noPaneIsPushedOffTheScreen() {
        var driver = Driver.ready()
        for target in [Point(0, 10), Point(119, 10)] {
            let layout = Layout(driver.state)
            drag(&driver, from: Point(layout.trace.x, 10), to: target)
            let after = Layout(driver.state)
            #expect(after.cases.width >= 20 && after.trace.width >= 30 && after.atCursor.width >= 20, "\(target)")
        }
    }

    @Test func theSharesHoldWhenTheWindowChanges() {
        var driver = Driver.ready()
        drag(&driver, from: Point(Layout(driver.state).trace.x, 10), to: Point(39, 10))
        driver.send(.input(.resize(Size(columns: 240, rows: 50))))
        #expect(Layout(driver.state).cases.width == 80)
        driver.press(":")
        driver.type("dividers")
        driver.press("Enter")
        #expect(Layout(driver.state).cases.width == 48)
    }

    @Test func theSessionKeepsThem() throws {
        var contents = Driver.contents
        contents.keepsSession = true
        var driver = Driver.ready(contents: contents)
        drag(&driver, from: Point(Layout(driver.state).trace.x, 10), to: Point(44, 10))
        driver.press("q")
        let kept = driver.effects.lazy.reversed().compactMap { if case .keepSession(let session) = $0 { session } else { nil } }.first
        contents.session = try JSONDecoder().decode(SavedSession.self, from: JSONEncoder().encode(#require(kept)))
        #expect(Layout(Driver.ready(contents: contents).state).cases.width == 45)
    }

    @Test func aReleaseElsewhereEndsTheDrag() {
        var driver = Driver.ready()
        drag(&driver, from: Point(Layout(driver.state).trace.x, 10), to: Point(40, 10))
        let before = Layout(driver.state)
        driver.send(.input(.mouse(MouseEvent(x: 20, y: 10, kind: .drag))))
        #expect(Layout(driver.state) == before)
    }

    @Test func aSwitchOfTheNarrowFormIsClicked() {
        var driver = Driver.ready(80, 24)
        driver.send(.input(.mouse(MouseEvent(x: 4, y: 22, kind: .press))))
        driver.answerAll()
        driver.expect("refused: MYTHS")
    }
}
