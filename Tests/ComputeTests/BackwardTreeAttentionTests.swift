import Compute
import Foundation
import Testing

@Suite struct BackwardTreeAttentionTests {
    static let heads = 4
    static let keyValueHeads = 2
    static let headDimension = 6
    static let rows = 12
    /// A trunk of 3, a branch of 4 on it with two probes, a branch of 3 on it.
    static let groups = [
        TreeAttentionGroup(queries: 0..<3, keys: [0..<3], visible: [1, 2, 3], seesItself: false),
        TreeAttentionGroup(queries: 3..<7, keys: [0..<3, 3..<7], visible: [4, 5, 6, 7], seesItself: false),
        TreeAttentionGroup(queries: 7..<9, keys: [0..<3, 3..<7], visible: [3, 5], seesItself: true),
        TreeAttentionGroup(queries: 9..<12, keys: [0..<3, 9..<12], visible: [4, 5, 6], seesItself: false),
    ]
    static let queryCount = rows * heads * headDimension
    static let keyCount = rows * keyValueHeads * headDimension

    private func forward(
        _ q: [Float], _ k: [Float], _ v: [Float], threads: Int = 1
    ) -> (out: [Float], logSumExp: [Float]) {
        let pool = ThreadPool(threadCount: threads)
        defer { pool.shutDown() }
        let attention = TreeAttention(heads: Self.heads, keyValueHeads: Self.keyValueHeads, headDimension: Self.headDimension)
        var out = [Float](repeating: 0, count: Self.queryCount)
        var sums = [Float](repeating: 0, count: Self.heads * Self.rows)
        attention.forward(
            out: &out, logSumExp: &sums, queries: q, keys: k, values: v, groups: Self.groups, rows: Self.rows, pool: pool)
        return (out, sums)
    }

    private func backward(
        _ q: [Float], _ k: [Float], _ v: [Float], direction: [Float], threads: Int
    ) -> (q: [Float], k: [Float], v: [Float]) {
        let pool = ThreadPool(threadCount: threads)
        defer { pool.shutDown() }
        var attention = TreeAttention(heads: Self.heads, keyValueHeads: Self.keyValueHeads, headDimension: Self.headDimension)
        let (out, sums) = forward(q, k, v)
        var (dq, dk, dv) = (q.map { _ in Float(0) }, k.map { _ in Float(0) }, v.map { _ in Float(0) })
        attention.backward(
            queriesGradient: &dq, keysGradient: &dk, valuesGradient: &dv, outGradient: direction, out: out, logSumExp: sums,
            queries: q, keys: k, values: v, groups: Self.groups, rows: Self.rows, pool: pool)
        return (dq, dk, dv)
    }

    private var inputs: (q: [Float], k: [Float], v: [Float]) {
        (
            BackwardCheck.values(Self.queryCount, seed: 13).map { $0 * 2 }, BackwardCheck.values(Self.keyCount, seed: 14),
            BackwardCheck.values(Self.keyCount, seed: 15)
        )
    }

    @Test func gradientsAreTheSlopes() {
        let (q, k, v) = inputs
        let direction = BackwardCheck.values(Self.queryCount, seed: 16)
        let gradients = backward(q, k, v, direction: direction, threads: 1)
        BackwardCheck.expectGradient(gradients.q, at: q, name: "queries") { BackwardCheck.dot(forward($0, k, v).out, direction) }
        BackwardCheck.expectGradient(gradients.k, at: k, name: "keys") { BackwardCheck.dot(forward(q, $0, v).out, direction) }
        BackwardCheck.expectGradient(gradients.v, at: v, name: "values") { BackwardCheck.dot(forward(q, k, $0).out, direction) }
    }

    @Test func theNumberOfThreadsChangesNoBit() {
        let (q, k, v) = inputs
        let direction = BackwardCheck.values(Self.queryCount, seed: 17)
        let one = backward(q, k, v, direction: direction, threads: 1)
        let three = backward(q, k, v, direction: direction, threads: 3)
        #expect(one.q == three.q && one.k == three.k && one.v == three.v)
    }

    /// Written out over single numbers in double precision.
    @Test func valuesFollowTheFormula() {
        let (q, k, v) = inputs
        let out = forward(q, k, v, threads: 2).out
        let d = Self.headDimension
        for group in Self.groups {
            for (index, row) in group.queries.enumerated() {
                let seen = Array(group.keys.joined().prefix(group.visible[index])) + (group.seesItself ? [row] : [])
                for head in 0..<Self.heads {
                    let keyHead = head / (Self.heads / Self.keyValueHeads)
                    func key(_ row: Int, _ element: Int) -> Int { (row * Self.keyValueHeads + keyHead) * d + element }
                    let scores = seen.map { other in
                        (0..<d).reduce(0.0) { $0 + Double(q[(row * Self.heads + head) * d + $1]) * Double(k[key(other, $1)]) }
                            / Double(d).squareRoot()
                    }
                    let total = scores.reduce(0) { $0 + exp($1) }
                    for element in 0..<d {
                        let expected = zip(seen, scores).reduce(0.0) { $0 + exp($1.1) / total * Double(v[key($1.0, element)]) }
                        #expect(abs(Double(out[(row * Self.heads + head) * d + element]) - expected) < 1e-5)
                    }
                }
            }
        }
    }

    /// More queries than one block holds, against the same rows in one group each.
    @Test func blocksOfALongSequenceAgreeWithSingleRows() {
        let rows = 300
        let attention = TreeAttention(heads: 1, keyValueHeads: 1, headDimension: 4)
        let pool = ThreadPool(threadCount: 1)
        let q = BackwardCheck.values(rows * 4, seed: 18)
        let k = BackwardCheck.values(rows * 4, seed: 19)
        func run(_ groups: [TreeAttentionGroup]) -> [Float] {
            var out = [Float](repeating: 0, count: rows * 4)
            var sums = [Float](repeating: 0, count: rows)
            attention.forward(out: &out, logSumExp: &sums, queries: q, keys: k, values: k, groups: groups, rows: rows, pool: pool)
            return out
        }
        let whole = run([TreeAttentionGroup(queries: 0..<rows, keys: [0..<rows], visible: Array(1...rows), seesItself: false)])
        let single = run(
            (0..<rows).map {
                TreeAttentionGroup(queries: $0..<$0 + 1, keys: [0..<$0 + 1], visible: [$0 + 1], seesItself: false)
            })
        #expect(zip(whole, single).allSatisfy { abs($0 - $1) < 1e-5 })
    }
}
