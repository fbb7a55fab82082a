import Testing
import Workbench

@Suite struct RuleSearchTests {
    /// The best sets by trying them all the plain way.
    private func exhaustive(_ fixed: [[Bool]], _ broken: [[Bool]]) -> (fixes: Int, size: Int, gain: Int) {
        func touched(_ rows: [[Bool]], _ set: [Int]) -> Int {
            (0..<(rows.first?.count ?? 0)).count { place in set.contains { rows[$0][place] } }
        }
        var clean = (fixes: 0, size: 0)
        var gain = 0
        for mask in 1..<(1 << fixed.count) {
            let set = fixed.indices.filter { mask & (1 << $0) != 0 }
            let (fixes, breaks) = (touched(fixed, set), touched(broken, set))
            if breaks == 0, fixes > clean.fixes || (fixes == clean.fixes && set.count < clean.size) { clean = (fixes, set.count) }
            gain = max(gain, fixes - breaks)
        }
        return (clean.fixes, clean.size, gain)
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func theSearchFindsWhatTryingAllSetsFinds(seed: UInt64) {
        var random = Repeatable(seed: seed)
        let sources = Int.random(in: 1...7, using: &random)
        func rows(_ chance: Int) -> [[Bool]] {
            (0..<sources).map { _ in (0..<20).map { _ in Int.random(in: 0..<100, using: &random) < chance } }
        }
        let (fixed, broken) = (rows(20), rows(4))
        let expected = exhaustive(fixed, broken)
        let (clean, gain) = RuleSearch(fixed: fixed, broken: broken).choices(known: [:])
        #expect(clean?.figures.fixes ?? 0 == expected.fixes, "seed \(seed)")
        #expect(clean?.columns.count ?? 0 == expected.size, "seed \(seed)")
        if let gain { #expect(gain.figures.fixes - gain.figures.breaks == expected.gain, "seed \(seed)") }
    }

    @Test func theSmallestOfEquallyGoodSetsIsTaken() {
        let search = RuleSearch(fixed: [[true, false], [true, true], [false, true]], broken: [[], [], []])
        #expect(search.choices(known: [:]).clean?.columns == [1])
    }

    @Test func whatWasJudgedGoesBeforeTheEstimate() {
        let search = RuleSearch(fixed: [[true, false], [false, true]], broken: [[false], [false]])
        #expect(search.choices(known: [:]).clean?.columns == [0, 1])
        let known: [[Int]: RuleSearch.Figures] = [
            [0]: .init(fixes: 1, breaks: 0), [1]: .init(fixes: 1, breaks: 0), [0, 1]: .init(fixes: 2, breaks: 1),
        ]
        let (clean, _) = search.choices(known: known)
        #expect(clean?.columns == [0])
        #expect(clean?.isConfirmed == true)
    }

    @Test func columnsThatFixNothingAreLeftAlone() {
        let search = RuleSearch(fixed: [[false], [true]], broken: [[false], [true]])
        #expect(search.columns == [1])
        let (clean, gain) = search.choices(known: [:])
        #expect(clean == nil)
        #expect(gain?.figures == .init(fixes: 1, breaks: 1))
    }

    @Test func ofManySourcesTheBestTwelveAreSearched() {
        let fixed = (0..<20).map { source in (0..<40).map { $0 < source * 2 } }
        let search = RuleSearch(fixed: fixed, broken: fixed.map { _ in [] })
        #expect(search.columns == Array(8..<20))
        #expect(search.leavesOut)
        #expect(search.choices(known: [:]).clean?.columns == [19])
    }

    @Test func noSourcesFindNothing() {
        let (clean, gain) = RuleSearch(fixed: [], broken: []).choices(known: [:])
        #expect(clean == nil && gain == nil)
    }
}
