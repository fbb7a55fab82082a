import Compute
import Foundation
import Synchronization
import Testing

@Suite struct ThreadPoolTests {
    @Test(arguments: [1, 2, 3, 5])
    func everyPartRunsOnceAndBeforeRunReturns(threads: Int) {
        let pool = ThreadPool(threadCount: threads)
        for tasks in [0, 1, 2, 3, 7, 64] {
            var runs = [Int](repeating: 0, count: tasks)
            runs.withUnsafeMutableBufferPointer { runs in
                nonisolated(unsafe) let runs = runs
                for _ in 0..<300 { pool.run(tasks) { runs[$0] += 1 } }
            }
            #expect(runs.allSatisfy { $0 == 300 })
        }
    }

    @Test func sleepingWorkersAreWokenAgain() {
        let pool = ThreadPool(threadCount: 3)
        let total = Atomic<Int>(0)
        for round in 0..<40 {
            // Longer than the workers look before they sleep, every other time.
            if round.isMultiple(of: 2) { Thread.sleep(forTimeInterval: 0.001) }
            pool.run(8) { _ in total.wrappingAdd(1, ordering: .relaxed) }
        }
        #expect(total.load(ordering: .relaxed) == 320)
    }

    @Test func aPoolThatHasBeenShutDownRunsOnTheCaller() {
        let pool = ThreadPool(threadCount: 3)
        pool.run(4) { _ in }
        pool.shutDown()
        pool.shutDown()
        let caller = Thread.current
        let elsewhere = Atomic<Int>(0)
        pool.run(16) { _ in
            if Thread.current !== caller { elsewhere.wrappingAdd(1, ordering: .relaxed) }
        }
        #expect(elsewhere.load(ordering: .relaxed) == 0)
    }

    @Test func shuttingDownDuringAnOperationLosesNoPart() {
        for _ in 0..<20 {
            let pool = ThreadPool(threadCount: 3)
            let total = Atomic<Int>(0)
            for round in 0..<10 {
                pool.run(32) { task in
                    if round == 5, task == 3 { pool.shutDown() }
                    total.wrappingAdd(1, ordering: .relaxed)
                }
            }
            #expect(total.load(ordering: .relaxed) == 320)
        }
    }

    @Test func partsMayUseOtherPoolsAndTheirOwn() {
        let outer = ThreadPool(threadCount: 2)
        let inner = ThreadPool(threadCount: 3)
        let total = Atomic<Int>(0)
        for _ in 0..<50 {
            outer.run(4) { _ in
                inner.run(5) { _ in total.wrappingAdd(1, ordering: .relaxed) }
                outer.run(3) { _ in total.wrappingAdd(1, ordering: .relaxed) }
            }
        }
        #expect(total.load(ordering: .relaxed) == 50 * 4 * 8)
    }

    @Test func scratchIsSharedByNoTwoPartsAtATime() {
        let pool = ThreadPool(threadCount: 3)
        let mixed = Atomic<Int>(0)
        for bytes in [64, 4096, 128] {
            pool.run(24, scratchBytes: bytes) { task, scratch in
                let words = scratch.assumingMemoryBound(to: Int.self)
                for _ in 0..<20 {
                    for index in 0..<(bytes / 8) { words[index] = task }
                    for index in 0..<(bytes / 8) where words[index] != task { mixed.wrappingAdd(1, ordering: .relaxed) }
                }
            }
        }
        #expect(mixed.load(ordering: .relaxed) == 0)
    }

    @Test func poolsComeAndGo() {
        for _ in 0..<60 {
            let pool = ThreadPool(threadCount: 4)
            pool.run(3) { _ in }
        }
    }
}
