import TerminalUI
import Testing
import Workbench

@Suite struct KeyTests {
    @Test func everyBindingHasAKeyAndAWording() {
        for binding in KeyBinding.all {
            #expect(!binding.keys.isEmpty, "\(binding.tooltip)")
            #expect(!binding.tooltip.isEmpty)
        }
    }

    @Test func noKeyHasTwoMeaningsInOnePlace() {
        for context in KeyBinding.Context.allCases {
            let keys = KeyBinding.all.filter { $0.context == context }.flatMap(\.keys)
            #expect(Set(keys).count == keys.count, "\(context)")
        }
    }

    @Test func theHelpHasEveryListedBinding() {
        var driver = Driver.ready(120, 200)
        driver.press("?")
        for binding in KeyBinding.all where binding.isListed { driver.expect(String(binding.tooltip.prefix(60))) }
    }

    @Test func theHelpScrollsToItsEndAndNotFurther() {
        var driver = Driver.ready(80, 24)
        driver.press("?", "End")
        driver.expect("quit")
        let end = driver.screen
        driver.press("PgDn")
        #expect(driver.screen == end)
        driver.press("Esc")
        driver.expectNot("Esc close")
    }

    @Test func theWrittenListNamesEveryContext() {
        for context in KeyBinding.Context.allCases { #expect(KeyMap.standard.markdown.contains("## \(context.title)")) }
    }

    /// Over a slow line Esc and the key after it come in one read, and look like one with Alt.
    @Test func escAndAKeyThatComeTogetherAreTwoWhileATextIsTyped() {
        var driver = Driver.ready()
        driver.press("/")
        driver.type("gold")
        driver.press("M-j")
        #expect(driver.state.line == nil)
        #expect(driver.state.cases.filter.isEmpty)
        #expect(driver.state.cases.selection == 1)
        driver.press(":", "M-?")
        driver.expect("Esc close")
        driver.press("Esc", "n")
        driver.type("half")
        driver.press("M-Enter")
        #expect(driver.state.dialog == nil)
        driver.expect("Trace · goldfish-memory")
        // Words are gone through with Alt, and that stays so.
        driver.press("n")
        driver.type(" way")
        driver.press("M-b")
        driver.type("a ")
        driver.expect("half a way")
    }

    @Test func aClickOnAHintPressesItsKey() {
        var driver = Driver.ready()
        let footer = driver.screen.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
        guard let range = footer.range(of: "? help") else { return driver.expect("? help") }
        let x = footer.distance(from: footer.startIndex, to: range.lowerBound)
        driver.send(.input(.mouse(MouseEvent(x: x, y: 31, kind: .press))))
        driver.expect("Esc close")
    }

    @Test func aClickOnACaseOpensIt() {
        var driver = Driver.ready()
        driver.send(.input(.mouse(MouseEvent(x: 6, y: 4, kind: .press))))
        driver.expect("How long does a goldfish remember?")
    }

    @Test func aClickOnATokenPutsTheCursorThere() {
        var driver = Driver.ready()
        let lines = driver.screen.split(separator: "\n", omittingEmptySubsequences: false)
        guard let y = lines.firstIndex(where: { $0.contains("You grow water") }), let range = lines[y].range(of: "grow") else {
            return driver.expect("You grow water")
        }
        let x = lines[y].distance(from: lines[y].startIndex, to: range.lowerBound)
        driver.send(.input(.mouse(MouseEvent(x: x, y: y, kind: .press))))
        driver.expect("token 2/10")
    }
}
