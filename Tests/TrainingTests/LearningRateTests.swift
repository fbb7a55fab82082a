import Testing
import Training

@Suite struct LearningRateTests {
    @Test func theRateRisesThenFallsToItsFloor() {
        let schedule = LearningRateSchedule(peak: 2, warmUp: 4, totalSteps: 14, shape: .cosine, floor: 0.1)
        #expect((0..<4).map(schedule.rate) == [0.5, 1, 1.5, 2])
        #expect(schedule.rate(at: 4) == 2)
        #expect(abs(schedule.rate(at: 9) - 1.1) < 1e-5, "half way down")
        #expect(abs(schedule.rate(at: 14) - 0.2) < 1e-5)
        #expect(abs(schedule.rate(at: 99) - 0.2) < 1e-5)
    }

    @Test func withoutAWarmUpTheFirstStepHasThePeak() {
        #expect(LearningRateSchedule(peak: 1, warmUp: 0, totalSteps: 10, shape: .linear).rate(at: 0) == 1)
        #expect(LearningRateSchedule(peak: 1, warmUp: 0, totalSteps: 10, shape: .constant).rate(at: 9) == 1)
    }
}
