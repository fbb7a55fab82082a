import Provenance
import TerminalUI
import Testing
import Workbench

/// A repeatable generator (SplitMix64).
struct Repeatable: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Whatever comes, in whatever order and at whatever size, is taken in and drawn.
@Suite struct TotalityTests {
    private static let keys: [Key] =
        KeyBinding.all.flatMap(\.keys)
        + [
            .enter, .escape, .tab, .backspace, .delete, .up, .down, .left, .right, .home, .end, .character("x"), .character("é"),
            .character("漢"),
        ]

    private func event(_ random: inout Repeatable, _ driver: Driver) -> Message {
        switch Int.random(in: 0..<20, using: &random) {
        case 0: return .input(.resize(Size(columns: Int.random(in: 0...140, using: &random), rows: Int.random(in: 0...50, using: &random))))
        case 1:
            let kinds: [MouseEvent.Kind] = [.press, .release, .drag, .wheelUp, .wheelDown]
            return .input(
                .mouse(
                    MouseEvent(
                        x: Int.random(in: -2...150, using: &random), y: Int.random(in: -2...60, using: &random),
                        kind: kinds.randomElement(using: &random) ?? .press)))
        case 2: return .input(.paste(["", "a b\nc", "\u{1B}[2J", "漢字🙂"].randomElement(using: &random) ?? ""))
        case 3: return .tick(Double.random(in: 0...1_000, using: &random))
        case 4: return .jobFailed(JobID(Int.random(in: 0...200, using: &random)), "it broke")
        case 5:
            let token = TraceToken(
                id: 7, text: ["", " ", "\n", "🙂", " word"].randomElement(using: &random) ?? "", logprob: -.infinity, entropy: .nan,
                tags: nil)
            return .traceEvent(JobID(Int.random(in: 0...200, using: &random)), .token(token))
        case 6: return Int.random(in: 0..<60, using: &random) == 0 ? .filesChanged(Driver.contents) : .tick(0)
        case 7: return Int.random(in: 0..<60, using: &random) == 0 ? .engineFailed("no model") : .engineProgress("x", fraction: .nan)
        case 8: return Int.random(in: 0..<30, using: &random) == 0 ? .engineLoaded(Fake.manifest, modelName: "Tiny") : .tick(1)
        case 9:
            let tags = TagDistribution(probabilities: [.nan, 2, -1])
            return .traceEvent(JobID(Int.random(in: 0...200, using: &random)), .began(promptTokens: 0, initialTags: tags))
        default: return .input(.key(Self.keys.randomElement(using: &random) ?? .enter))
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func randomEventsAreTakenInAndDrawn(seed: UInt64) {
        var random = Repeatable(seed: seed)
        var driver = Driver.ready(Int.random(in: 1...140, using: &random), Int.random(in: 1...50, using: &random))
        for _ in 0..<5_000 {
            driver.send(event(&random, driver))
            if Int.random(in: 0..<3, using: &random) == 0 { driver.answerOne() }
            let frame = view(driver.state, driver.appearance)
            #expect(frame.size == driver.state.size, "seed \(seed)")
        }
    }

    @Test func everySizeIsDrawn() {
        var driver = Driver.ready()
        driver.press("1", "w")
        driver.answerAll()
        for columns in stride(from: 0, through: 130, by: 3) {
            for rows in 0...40 {
                driver.send(.input(.resize(Size(columns: columns, rows: rows))))
                #expect(view(driver.state, driver.appearance).size == driver.state.size)
            }
        }
    }
}
