import LanguageModel
import Testing

@Suite struct SamplerTests {
    private let logits: [Float] = [1, 3, 2, 3, -1]

    private func draws(_ settings: SamplingSettings, banned: [Int] = [], count: Int = 400) throws -> [Int] {
        var sampler = Sampler(settings: settings)
        return try (0..<count).map { _ in try sampler.sample(logits: logits, banned: banned) }
    }

    @Test func temperatureZeroTakesTheLowestIDAmongTheLikeliest() throws {
        #expect(try Set(draws(.greedy)) == [1])
    }

    @Test func bannedTokensAreNeverChosen() throws {
        #expect(try Set(draws(.greedy, banned: [1])) == [3])
        let sampled = try Set(draws(SamplingSettings(temperature: 5, seed: 1), banned: [1, 3, 99]))
        #expect(sampled == [0, 2, 4])
    }

    @Test func topKKeepsTheLikeliest() throws {
        #expect(try Set(draws(SamplingSettings(temperature: 5, topK: 2, seed: 2))) == [1, 3])
        #expect(try Set(draws(SamplingSettings(temperature: 5, topK: 1, seed: 2))) == [1])
    }

    @Test func topPKeepsTheFewestThatReachIt() throws {
        // At temperature 1 the probabilities are about 0.054, 0.397, 0.146, 0.397, 0.007.
        #expect(try Set(draws(SamplingSettings(temperature: 1, topP: 0.3, seed: 3))) == [1])
        #expect(try Set(draws(SamplingSettings(temperature: 1, topP: 0.7, seed: 3))) == [1, 3])
        #expect(try Set(draws(SamplingSettings(temperature: 1, topP: 0.9, seed: 3))) == [1, 2, 3])
        #expect(try Set(draws(SamplingSettings(temperature: 1, topP: 0, seed: 3))) == [1])
    }

    @Test func minPKeepsTokensThatComeNearTheLikeliest() throws {
        // exp(2 - 3) = 0.37, exp(1 - 3) = 0.14 of the likeliest.
        #expect(try Set(draws(SamplingSettings(temperature: 1, minP: 0.2, seed: 4))) == [1, 2, 3])
        #expect(try Set(draws(SamplingSettings(temperature: 1, minP: 0.1, seed: 4))) == [0, 1, 2, 3])
    }

    @Test func filtersSeeTheTemperature() throws {
        // At temperature 2 token 0 is exp(-1) = 0.37 as likely as the likeliest: transformers' order, temperature first.
        #expect(try Set(draws(SamplingSettings(temperature: 2, minP: 0.3, seed: 5))) == [0, 1, 2, 3])
    }

    @Test func frequenciesFollowTheProbabilities() throws {
        let counts = try draws(SamplingSettings(temperature: 1, seed: 6), count: 20_000).reduce(into: [Int](repeating: 0, count: 5)) {
            $0[$1] += 1
        }
        let expected = [0.0537, 0.3966, 0.1459, 0.3966, 0.0073]
        for (count, probability) in zip(counts, expected) {
            #expect(abs(Double(count) / 20_000 - probability) < 0.012)
        }
    }

    @Test func sameSeedSameDraws() throws {
        let settings = SamplingSettings(temperature: 1, topP: 0.95, seed: 7)
        #expect(try draws(settings) == draws(settings))
        var other = settings
        other.seed = 8
        #expect(try draws(settings) != draws(other))
    }

    @Test func nothingToChooseIsAnError() throws {
        for temperature in [Float(0), 1] {
            var sampler = Sampler(settings: SamplingSettings(temperature: temperature))
            #expect(throws: LanguageModelError.nothingToSample) { try sampler.sample(logits: [1, 2], banned: [0, 1]) }
            #expect(throws: LanguageModelError.nothingToSample) { try sampler.sample(logits: [Float.nan, .nan]) }
        }
        #expect(throws: LanguageModelError.nothingToSample) { try Sampler.likeliest(UnsafeBufferPointer(start: nil, count: 0)) }
    }

    /// Reference values from the authors' C code with the state that SplitMix64 makes from seed 0.
    @Test func generatorIsXoshiro256StarStar() {
        var generator = SeededGenerator(seed: 0)
        #expect(generator.next() == 0x99EC_5F36_CB75_F2B4)
        #expect(generator.next() == 0xBF6E_1F78_4956_452A)
        #expect(generator.next() == 0x1A5F_849D_4933_E6E0)
    }
}
