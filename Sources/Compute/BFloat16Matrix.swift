import CKernels

/// A matrix rounded to bfloat16 (to nearest, ties to even), in the strips that `BFloat16Product` multiplies.
///
/// It has `lines` of `depth` elements, and products sum over the depth: a left operand's lines are the rows of the product, a
/// right one's its columns. The memory is made once and packed anew as often as wanted.
public final class BFloat16Matrix: @unchecked Sendable {
    /// Which operand of a product the strips are cut for.
    public enum Side: Sendable {
        case left
        case right

        /// Memory for a matrix, in pairs of elements.
        public func words(lines: Int, depth: Int, instructions: BFloat16Product.Instructions = .current) -> Int {
            let strip = instructions.strip(self)
            return (lines + strip - 1) / strip * strip * instructions.pairs(depth: depth)
        }
    }

    public let side: Side
    /// The instructions that its layout is for.
    let instructions: BFloat16Product.Instructions
    public private(set) var lines = 0
    public private(set) var depth = 0
    let words: UnsafeMutablePointer<UInt32>
    private let capacity: Int

    /// Pairs that one task packs when lines lie side by side.
    private static let pairBlock = 16

    /// - Parameters:
    ///   - capacity: words of the largest matrix; see `Side.words(lines:depth:instructions:)`.
    ///   - instructions: those of the products it will be used in.
    public init(_ side: Side, capacity: Int, instructions: BFloat16Product.Instructions = .current) {
        self.side = side
        self.instructions = instructions
        self.capacity = max(capacity, 1)
        words = LargeMemory.allocate(byteCount: self.capacity * 4)
            .bindMemory(to: UInt32.self, capacity: self.capacity)
    }

    deinit {
        words.deallocate()
    }

    /// Elements of a line, in pairs; zeros stand behind the last one.
    var pairs: Int { instructions.pairs(depth: depth) }

    /// Lines in a strip.
    private var strip: Int { instructions.strip(side) }

    private func resize(lines: Int, depth: Int) {
        precondition(side.words(lines: lines, depth: depth, instructions: instructions) <= capacity, "the matrix is larger than its memory")
        self.lines = lines
        self.depth = depth
    }

    /// Packs lines that lie one after another.
    ///
    /// - Parameters:
    ///   - x: [lines, stride], of which the first `depth` elements of a line are taken.
    ///   - stride: `depth` by default.
    ///   - scale: multiplies every element before it is rounded.
    public func pack(
        lines: Int, depth: Int, of x: UnsafePointer<Float>, stride: Int? = nil, scale: Float = 1, pool: ThreadPool
    ) {
        resize(lines: lines, depth: depth)
        let stride = stride ?? depth
        let strip = strip
        pool.run((lines + strip - 1) / strip) { task in
            let first = task * strip
            packStrip(task, lines: min(strip, lines - first), x: x + first * stride, stride: stride, scale: scale)
        }
    }

    private func packStrip(_ index: Int, lines: Int, x: UnsafePointer<Float>, stride: Int, scale: Float = 1) {
        let out = words + index * strip * pairs
        if side == .left, instructions == .tiles {
            dlm_bf16_pack_tiles(out, x, stride, lines, depth, pairs, scale)
        } else {
            dlm_bf16_pack_lines(out, strip, x, stride, lines, depth, pairs, scale)
        }
    }

    /// Packs lines that lie side by side, of a right operand.
    ///
    /// - Parameter x: [depth, lines].
    public func pack(lines: Int, depth: Int, transposed x: UnsafePointer<Float>, pool: ThreadPool) {
        resize(lines: lines, depth: depth)
        pool.run((pairs + Self.pairBlock - 1) / Self.pairBlock) { task in
            packPairs(task, x: x + 2 * Self.pairBlock * task * lines)
        }
    }

    /// Packs stored weights whose rows become the lines, or whose columns do when `transposed`.
    public func pack(_ weights: WeightMatrix, transposed: Bool = false, pool: ThreadPool) {
        let columns = weights.columns
        if transposed {
            resize(lines: columns, depth: weights.rows)
            let rows = 2 * Self.pairBlock
            pool.run((weights.rows + rows - 1) / rows, scratchBytes: rows * columns * 4) { task, scratch in
                let floats = scratch.assumingMemoryBound(to: Float.self)
                weights.dequantise(rows: task * rows..<min((task + 1) * rows, weights.rows), into: floats)
                packPairs(task, x: floats)
            }
        } else {
            resize(lines: weights.rows, depth: columns)
            let strip = strip
            pool.run((weights.rows + strip - 1) / strip, scratchBytes: strip * columns * 4) { task, scratch in
                let floats = scratch.assumingMemoryBound(to: Float.self)
                let first = task * strip
                let count = min(strip, weights.rows - first)
                weights.dequantise(rows: first..<first + count, into: floats)
                packStrip(task, lines: count, x: floats, stride: columns)
            }
        }
    }

    /// Packs block `block` of pairs in every strip; `x` points to the block's first row of elements.
    private func packPairs(_ block: Int, x: UnsafePointer<Float>) {
        precondition(side == .right, "only right operands are packed across")
        let first = block * Self.pairBlock
        let last = min(first + Self.pairBlock, pairs)
        var line = 0
        while line < lines {
            dlm_bf16_pack_across(
                words + line * pairs, strip, x + line, lines, min(strip, lines - line), depth, first, last)
            line += strip
        }
    }
}
