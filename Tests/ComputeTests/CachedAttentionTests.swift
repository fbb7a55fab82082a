import Compute
import Foundation
import Testing

@Suite struct CachedAttentionTests {
    /// Head counts and dimensions of real models, and odd ones.
    struct Shape: Sendable {
        var heads: Int
        var keyValueHeads: Int
        var dimension: Int
    }

    static let shapes = [
        Shape(heads: 9, keyValueHeads: 3, dimension: 64), Shape(heads: 4, keyValueHeads: 4, dimension: 80),
        Shape(heads: 12, keyValueHeads: 2, dimension: 128), Shape(heads: 6, keyValueHeads: 3, dimension: 21),
    ]

    @Test(arguments: shapes, [1, 2, 17, 200])
    func everyLevelIsNearTheExactResult(shape: Shape, positions: Int) {
        let cache = Cache(shape, positions: positions, seed: 41)
        let exact = cache.exact()
        for kernels in Kernels.available {
            let out = cache.attend(cuts: [], kernels: kernels)
            let largest = zip(out, exact).map { abs(Double($0) - $1) }.max() ?? .infinity
            // Values are below 1, weights add to 1: a few hundred roundings of 2^-24, and scores off by some 1e-6.
            #expect(largest < 1e-5, "\(kernels.name)")
        }
    }

    @Test func thousandsOfPositionsStayAccurateAndLargeScoresFinite() {
        let shape = Self.shapes[0]
        let cache = Cache(shape, positions: 4_000, seed: 42, querySize: 60)
        let exact = cache.exact()
        for kernels in Kernels.available {
            let out = cache.attend(cuts: [512, 1024], kernels: kernels)
            let largest = zip(out, exact).map { abs(Double($0) - $1) }.max() ?? .infinity
            // Scores reach some hundreds here, so their roundings are larger too: 1e-7 of 300 moves a weight by 3e-5.
            #expect(largest < 2e-4, "\(kernels.name)")
        }
    }

    @Test(arguments: shapes)
    func whereSpansEndLeavesNoMark(shape: Shape) {
        let cache = Cache(shape, positions: 97, seed: 43)
        for kernels in Kernels.available {
            let whole = cache.attend(cuts: [], kernels: kernels)
            for cuts in [[96], [1], [16, 32, 48, 64, 80, 96], [5, 5, 6, 50, 95], Array(1..<97)] {
                #expect(cache.attend(cuts: cuts, kernels: kernels) == whole, "\(kernels.name) \(cuts)")
            }
        }
    }

    @Test func rowsOnAPoolGetWhatEachGetsAlone() {
        let shape = Self.shapes[0]
        let caches = [1, 30, 7, 64].map { Cache(shape, positions: $0, seed: UInt64($0)) }
        for threads in [1, 2, 3] {
            #expect(Cache.attend(caches, on: ThreadPool(threadCount: threads)) == caches.map { $0.attend(cuts: [], kernels: .current) })
        }
    }

    @Test func aRowThatSeesNothingGetsZeros() {
        let cache = Cache(Self.shapes[0], positions: 0, seed: 44)
        #expect(cache.attend(cuts: [], kernels: .current).allSatisfy { $0 == 0 })
    }
}

/// A query and a cache of random numbers, in memory that stays put.
private final class Cache {
    let shape: CachedAttentionTests.Shape
    let positions: Int
    let stride: Int
    let query: UnsafeMutableBufferPointer<Float>
    let keys: UnsafeMutableBufferPointer<Float>
    let values: UnsafeMutableBufferPointer<Float>

    init(_ shape: CachedAttentionTests.Shape, positions: Int, seed: UInt64, querySize: Float = 3) {
        self.shape = shape
        self.positions = positions
        stride = shape.keyValueHeads * shape.dimension + 3
        var numbers = RandomNumbers(seed: seed)
        query = Self.filled(shape.heads * shape.dimension) { numbers.float() * querySize }
        keys = Self.filled(positions * stride + 1) { numbers.float() }
        values = Self.filled(positions * stride + 1) { numbers.float() }
    }

    deinit {
        query.deallocate()
        keys.deallocate()
        values.deallocate()
    }

    private static func filled(_ count: Int, _ next: () -> Float) -> UnsafeMutableBufferPointer<Float> {
        let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
        for index in 0..<count { buffer.initializeElement(at: index, to: next()) }
        return buffer
    }

    func exact() -> [Double] {
        let group = shape.heads / shape.keyValueHeads
        var out: [Double] = []
        for head in 0..<shape.heads {
            let offset = head / group * shape.dimension
            let scores = (0..<positions).map { position in
                (0..<shape.dimension).reduce(0.0) {
                    $0 + Double(query[head * shape.dimension + $1]) * Double(keys[position * stride + offset + $1])
                } / Double(shape.dimension).squareRoot()
            }
            let most = scores.max() ?? 0
            let weights = scores.map { exp($0 - most) }
            let sum = weights.reduce(0, +)
            for d in 0..<shape.dimension {
                out.append((0..<positions).reduce(0.0) { $0 + weights[$1] * Double(values[$1 * stride + offset + d]) } / sum)
            }
        }
        return out
    }

    func spans(cuts: [Int]) -> [KeyValueSpan] {
        guard let keys = keys.baseAddress, let values = values.baseAddress else { return [] }
        let ends = cuts + [positions]
        return zip([0] + cuts, ends).map { start, end in
            KeyValueSpan(keys: keys + start * stride, values: values + start * stride, count: end - start, stride: stride)
        }
    }

    func attend(cuts: [Int], kernels: Kernels) -> [Float] {
        var out = [Float](repeating: .nan, count: shape.heads * shape.dimension)
        let count = CachedAttention.scratchCount(heads: shape.heads, keyValueHeads: shape.keyValueHeads, positions: positions)
        var scores = [Float](repeating: .nan, count: count)
        out.withUnsafeMutableBufferPointer { out in
            scores.withUnsafeMutableBufferPointer { scores in
                spans(cuts: cuts).withUnsafeBufferPointer { spans in
                    guard let out = out.baseAddress, let scores = scores.baseAddress, let query = query.baseAddress else { return }
                    CachedAttention.forward(
                        CachedAttention.Row(out: out, query: UnsafePointer(query), spans: spans), heads: shape.heads,
                        keyValueHeads: shape.keyValueHeads, headDimension: shape.dimension, among: 0..<shape.keyValueHeads,
                        scores: scores, kernels: kernels)
                }
            }
        }
        return out
    }

    /// All rows in one call; the caches have one shape.
    static func attend(_ caches: [Cache], on pool: ThreadPool) -> [[Float]] {
        guard let shape = caches.first?.shape else { return [] }
        let size = shape.heads * shape.dimension
        let out = UnsafeMutableBufferPointer<Float>.allocate(capacity: size * caches.count)
        defer { out.deallocate() }
        out.initialize(repeating: .nan)
        let spans = UnsafeMutableBufferPointer<KeyValueSpan>.allocate(capacity: caches.count)
        defer { spans.deallocate() }
        var rows: [CachedAttention.Row] = []
        for (index, cache) in caches.enumerated() {
            guard let base = out.baseAddress, let query = cache.query.baseAddress else { continue }
            for span in cache.spans(cuts: []) { spans.initializeElement(at: index, to: span) }
            rows.append(
                CachedAttention.Row(
                    out: base + index * size, query: UnsafePointer(query),
                    spans: UnsafeBufferPointer(rebasing: UnsafeBufferPointer(spans)[index..<(index + 1)])))
        }
        rows.withUnsafeBufferPointer { rows in
            CachedAttention.forward(
                pool: pool, rows: rows, heads: shape.heads, keyValueHeads: shape.keyValueHeads, headDimension: shape.dimension)
        }
        return (0..<caches.count).map { Array(out[($0 * size)..<(($0 + 1) * size)]) }
    }
}
