import Compute
import Testing
import Training

/// Who sees whom in a packed batch.
@Suite struct PackingTests {
    private static let trunk: [Int32] = [1, 2, 3]
    private static let first: [Int32] = [4, 5, 6, 7, 8]
    private static let second: [Int32] = [9, 10, 11]
    private static let hidden = TinyModel.configuration.hiddenSize

    private func unsupervised(_ count: Int) -> (targets: [Int32], weights: [Float]) {
        ([Int32](repeating: PackedBatch.noTarget, count: count), [Float](repeating: 0, count: count))
    }

    private func append(_ tokens: [Int32], to batch: inout PackedBatch, parent: PackedBatch.SegmentID?) -> PackedBatch.SegmentID {
        let (targets, weights) = unsupervised(tokens.count)
        return batch.append(tokens: tokens, targets: targets, weights: weights, parent: parent)
    }

    private func states(_ batch: PackedBatch) -> [Float] {
        let pool = ThreadPool(threadCount: 1)
        defer { pool.shutDown() }
        return TrainingPass(model: TinyModel.make(), capacity: batch.rowCount, pool: pool).hiddenStates(batch)
    }

    @Test func branchesOfATrunkAreAsIfAlone() {
        var packed = PackedBatch()
        let root = append(Self.trunk, to: &packed, parent: nil)
        _ = append(Self.first, to: &packed, parent: root)
        _ = append(Self.second, to: &packed, parent: root)
        let all = states(packed)
        for (tokens, start) in [(Self.first, 3), (Self.second, 8)] {
            var alone = PackedBatch()
            _ = append(Self.trunk + tokens, to: &alone, parent: nil)
            let expected = states(alone)[(3 * Self.hidden)...]
            let found = all[(start * Self.hidden)...].prefix(tokens.count * Self.hidden)
            // Matrix products of other sizes may round differently in the last bits.
            #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 })
        }
    }

    @Test func aProbeChangesNothingElse() {
        var plain = PackedBatch()
        let root = append(Self.trunk, to: &plain, parent: nil)
        let branch = append(Self.first, to: &plain, parent: root)
        var probed = plain
        probed.appendProbes(parent: branch, token: 41, probes: [(0, 42, 1), (3, 42, 1)])
        let without = states(plain)
        let with = states(probed)
        #expect(zip(without, with).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test func aProbeIsAsIfAppendedToItsPrefix() {
        var probed = PackedBatch()
        let root = append(Self.trunk, to: &probed, parent: nil)
        let branch = append(Self.first, to: &probed, parent: root)
        probed.appendProbes(parent: branch, token: 41, probes: [(0, 42, 1), (3, 42, 1)])
        let all = states(probed)
        for (visible, row) in [(0, 8), (3, 9)] {
            var alone = PackedBatch()
            _ = append(Self.trunk + Self.first.prefix(visible) + [41], to: &alone, parent: nil)
            let expected = states(alone).suffix(Self.hidden)
            #expect(zip(all[(row * Self.hidden)...], expected).allSatisfy { abs($0 - $1) < 1e-5 })
        }
    }

    @Test func positionsGoOnFromWhereABranchLeaves() {
        var batch = PackedBatch()
        let root = append(Self.trunk, to: &batch, parent: nil)
        let branch = append(Self.first, to: &batch, parent: root)
        batch.appendProbes(parent: branch, token: 41, probes: [(2, 42, 1)])
        #expect(batch.positions == [0, 1, 2, 3, 4, 5, 6, 7, 5])
    }

    @Test func rowsOfUnequalLengthAreSupervisedOnTheAnswerAlone() {
        let packer = BatchPacker(trunk: Self.trunk, probeToken: 41, probeWeight: 0.5, decisionWeight: 3)
        let long = Example(
            label: "long", tokens: Self.first, answerStart: 3, decisionTokens: 3..<4, probes: [Example.Probe(visible: 3, target: 42)])
        let short = Example(label: "short", tokens: Self.second, answerStart: 2, decisionTokens: 0..<0, probes: [])
        let batch = packer.pack([long, short])
        let none = PackedBatch.noTarget
        #expect(batch.targets == [none, none, none] + [none, none, 7, 8, none] + [42] + [none, 11, none])
        #expect(batch.weights.enumerated().filter { batch.targets[$0.offset] != none }.map(\.element) == [3, 1, 0.5, 1])
        #expect(batch.totalWeight == 5.5)
        #expect(batch.rowCount == packer.rowCount([long, short]))
    }
}
