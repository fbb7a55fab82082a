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
        Shape(heads: 50, keyValueHeads: 1, dimension: 16),
    ]

    @Test(arguments: shapes, [1, 2, 17, 200])
    func everyLevelIsNearTheExactResult(shape: Shape, positions: Int) {
        for isHalf in [false, true] {
            for kernels in Kernels.available {
                let cache = Cache(shape, positions: positions, isHalf: isHalf, seed: 41, kernels: kernels)
                let out = cache.attend([positions])[0]
                let largest = zip(out, cache.exact(visible: positions)).map { abs(Double($0) - $1) }.max() ?? .infinity
                // Values are below 1, weights add to 1: a few hundred roundings of 2^-24, and scores off by some 1e-6.
                #expect(largest < 1e-5, "\(kernels.name)")
            }
        }
    }

    @Test func thousandsOfPositionsStayAccurateAndLargeScoresFinite() {
        for kernels in Kernels.available {
            let cache = Cache(Self.shapes[0], positions: 4_000, seed: 42, querySize: 60, kernels: kernels)
            let out = cache.attend([4_000])[0]
            let largest = zip(out, cache.exact(visible: 4_000)).map { abs(Double($0) - $1) }.max() ?? .infinity
            // Scores reach some hundreds here, so their roundings are larger too: 1e-7 of 300 moves a weight by 3e-5.
            #expect(largest < 2e-4, "\(kernels.name)")
        }
    }

    /// Rows of a sequence in one call, in blocks, with longer and shorter ones beside them, on any number of threads.
    @Test(arguments: shapes, [false, true])
    func aRowsBitsDoNotDependOnItsCompany(shape: Shape, isHalf: Bool) {
        let visible = [1, 2, 3, 63, 64, 65, 66, 97, 130, 5, 129, 128, 127, 64, 31, 130, 1]
        for kernels in Kernels.available {
            let cache = Cache(shape, positions: 130, isHalf: isHalf, seed: 43, kernels: kernels)
            let alone = visible.map { cache.attend([$0])[0] }
            for threads in [1, 2, 3] {
                #expect(cache.attend(visible, threads: threads) == alone, "\(kernels.name), \(threads) threads")
            }
        }
    }

    /// A row that is not kept reads its own key and value from elsewhere and gets what it would get if they were in the cache.
    @Test(arguments: shapes, [false, true])
    func anOwnKeyCountsAsOneInTheCache(shape: Shape, isHalf: Bool) {
        let visible = [1, 3, 64, 65, 100, 128]
        for kernels in Kernels.available {
            let cache = Cache(shape, positions: 130, isHalf: isHalf, seed: 44, kernels: kernels)
            let kept = cache.attend(visible)
            #expect(cache.attend(visible, ownFrom: visible.map { $0 - 1 }) == kept, "\(kernels.name)")
        }
    }

    @Test func aRowThatSeesNothingGetsZeros() {
        for kernels in Kernels.available {
            let cache = Cache(Self.shapes[0], positions: 70, seed: 45, kernels: kernels)
            let out = cache.attend([0, 70])
            #expect(out[0].allSatisfy { $0 == 0 } && out[1] == cache.attend([70])[0], "\(kernels.name)")
        }
    }
}

/// Queries and pages of random numbers, in memory that stays put.
private final class Cache {
    let shape: CachedAttentionTests.Shape
    let layout: KeyValueLayout
    let kernels: Kernels
    let query: [Float]
    /// [positions, key/value heads, dimension], as the cache holds them.
    var keys: [Float]
    var values: [Float]
    private var blocks: [KeyValueBlock] = []

    init(
        _ shape: CachedAttentionTests.Shape, positions: Int, isHalf: Bool = false, seed: UInt64, querySize: Float = 3, kernels: Kernels
    ) {
        self.shape = shape
        self.kernels = kernels
        layout = KeyValueLayout(heads: shape.keyValueHeads, headDimension: shape.dimension, isHalf: isHalf)
        var numbers = RandomNumbers(seed: seed)
        query = numbers.floats(shape.heads * shape.dimension).map { $0 * querySize }
        func numbersOfTheCache() -> [Float] {
            numbers.floats(positions * shape.keyValueHeads * shape.dimension).map { isHalf ? Half.float(Half.bits($0)) : $0 }
        }
        keys = numbersOfTheCache()
        values = numbersOfTheCache()
        for position in 0..<positions {
            if position.isMultiple(of: KeyValueLayout.positions) {
                let page = UnsafeMutableRawPointer.allocate(byteCount: 2 * layout.blockBytes, alignment: 64)
                page.initializeMemory(as: UInt8.self, repeating: 0, count: 2 * layout.blockBytes)
                blocks.append(KeyValueBlock(keys: page, values: page + layout.blockBytes))
            }
            let start = position * layout.width
            layout.place(
                key: Array(keys[start..<start + layout.width]), value: Array(values[start..<start + layout.width]),
                in: blocks[blocks.count - 1], at: position % KeyValueLayout.positions, kernels: kernels)
        }
    }

    deinit {
        for block in blocks { block.keys.deallocate() }
    }

    func exact(visible: Int) -> [Double] {
        let group = shape.heads / shape.keyValueHeads
        var out: [Double] = []
        for head in 0..<shape.heads {
            let offset = head / group * shape.dimension
            let scores = (0..<visible).map { position in
                (0..<shape.dimension).reduce(0.0) {
                    $0 + Double(query[head * shape.dimension + $1]) * Double(keys[position * layout.width + offset + $1])
                } / Double(shape.dimension).squareRoot()
            }
            let most = scores.max() ?? 0
            let weights = scores.map { exp($0 - most) }
            let sum = weights.reduce(0, +)
            for d in 0..<shape.dimension {
                out.append((0..<visible).reduce(0.0) { $0 + weights[$1] * Double(values[$1 * layout.width + offset + d]) } / sum)
            }
        }
        return out
    }

    /// The same query in rows that see more and less.
    ///
    /// - Parameter ownFrom: positions whose keys and values the rows bring themselves; they then see one fewer of the cache.
    func attend(_ visible: [Int], ownFrom: [Int]? = nil, threads: Int = 2) -> [[Float]] {
        let size = shape.heads * shape.dimension
        var out = [Float](repeating: .nan, count: size * visible.count)
        out.withUnsafeMutableBufferPointer { out in
            query.withUnsafeBufferPointer { query in
                keys.withUnsafeBufferPointer { keys in
                    values.withUnsafeBufferPointer { values in
                        blocks.withUnsafeBufferPointer { blocks in
                            guard let out = out.baseAddress, let query = query.baseAddress, let pages = blocks.baseAddress,
                                let keys = keys.baseAddress, let values = values.baseAddress
                            else { return }
                            let rows = visible.enumerated().map { index, visible in
                                let own = ownFrom.map { (keys + $0[index] * layout.width, values + $0[index] * layout.width) }
                                return CachedAttention.Row(
                                    out: out + index * size, query: query, pages: pages, visible: own == nil ? visible : visible - 1,
                                    own: own)
                            }
                            rows.withUnsafeBufferPointer {
                                CachedAttention.forward(
                                    pool: ThreadPool(threadCount: threads), rows: $0, heads: shape.heads, layout: layout, kernels: kernels)
                            }
                        }
                    }
                }
            }
        }
        return visible.indices.map { Array(out[$0 * size..<($0 + 1) * size]) }
    }
}
