import CKernels

/// Products of operands rounded to bfloat16, summed in single precision: twice the speed of single precision where the processor has
/// the vector instructions (AVX512_BF16), and several times that where it has the tiles (AMX) and the system grants them.
///
/// Each element is summed in one fixed order, so the bits do not depend on the pool; they do depend on the instructions.
public enum BFloat16Product {
    /// What a product is computed with.
    public enum Instructions: String, Sendable, CaseIterable {
        /// AVX512_BF16.
        case vectors
        /// AMX_BF16.
        case tiles

        /// Those that this processor has, slowest first.
        public static let available: [Instructions] = {
            guard dlm_bf16_vectors_supported() != 0 else { return [] }
            return dlm_bf16_tiles_supported() != 0 ? [.vectors, .tiles] : [.vectors]
        }()

        /// What operands are laid out for unless told otherwise: the fastest of the level in use, `avx512` being without tiles.
        public static let current: Instructions = Kernels.current.usesTiles ? available.last ?? .vectors : .vectors

        func strip(_ side: BFloat16Matrix.Side) -> Int {
            guard side == .left else { return dlm_bf16_right_strip }
            return self == .tiles ? dlm_bf16_tile_lines : dlm_bf16_vector_strip
        }

        /// The pairs of a line, with the zeros behind it.
        func pairs(depth: Int) -> Int {
            let unit = self == .tiles ? 2 * dlm_bf16_tile_pairs : 2
            return (depth + unit - 1) / unit * unit / 2
        }
    }

    /// Whether this processor can and no narrower level than AVX-512 was asked for; nothing else of this may be used otherwise.
    public static let isSupported = Kernels.current.name == "avx512" && !Instructions.available.isEmpty

    /// Two operands of equal depth whose product is added to another one.
    public struct Term {
        public let left: BFloat16Matrix
        public let right: BFloat16Matrix

        public init(left: BFloat16Matrix, right: BFloat16Matrix) {
            self.left = left
            self.right = right
        }
    }

    /// Columns of the product in one task: that much of the right operand stays in a core's second-level cache.
    private static let columnBlock = 96
    /// Fewest rows of the product in one task, so that the right operand is not read for too little.
    private static let rowBlock = 128

    /// `c = left * right^T`, plus the product of a second pair of operands when given.
    ///
    /// - Parameters:
    ///   - term: with the lines of `left` and `right`, and a depth of its own.
    ///   - adding: adds to `c` instead of overwriting it.
    ///   - c: [left.lines, ldc].
    public static func multiply(
        pool: ThreadPool, left: BFloat16Matrix, right: BFloat16Matrix, plus term: Term? = nil, adding: Bool = false,
        c: UnsafeMutablePointer<Float>, ldc: Int
    ) {
        check(left, right)
        if let term {
            check(term.left, term.right)
            precondition(term.left.instructions == left.instructions, "terms are laid out for different instructions")
            precondition(term.left.lines == left.lines && term.right.lines == right.lines, "terms differ in size")
        }
        let (rows, columns) = (left.lines, right.lines)
        guard rows > 0, columns > 0 else { return }
        let columnParts = (columns + columnBlock - 1) / columnBlock
        let wantedRowParts = (4 * pool.threadCount + columnParts - 1) / columnParts
        let instructions = left.instructions
        // Tiles take two strips at a time.
        let unit = instructions.strip(.left) * (instructions == .tiles ? 2 : 1)
        let rowsPerPart = (max(rowBlock, (rows + wantedRowParts - 1) / wantedRowParts) + unit - 1) / unit * unit
        let rowParts = (rows + rowsPerPart - 1) / rowsPerPart
        pool.run(columnParts * rowParts) { task in
            let row = task % rowParts * rowsPerPart
            let column = task / rowParts * columnBlock
            var job = dlm_bf16_product(
                c: c + row * ldc + column, c_stride: ldc, rows: min(rowsPerPart, rows - row), columns: min(columnBlock, columns - column),
                left: left.words + row * left.pairs, right: right.words + column * right.pairs, pairs: left.pairs, extra_left: nil,
                extra_right: nil, extra_pairs: 0, adds: adding ? 1 : 0)
            if let term {
                job.extra_pairs = term.left.pairs
                job.extra_left = UnsafePointer(term.left.words + row * term.left.pairs)
                job.extra_right = UnsafePointer(term.right.words + column * term.right.pairs)
            }
            switch instructions {
            case .vectors: dlm_bf16_multiply_vectors(&job)
            case .tiles: dlm_bf16_multiply_tiles(&job)
            }
        }
    }

    private static func check(_ left: BFloat16Matrix, _ right: BFloat16Matrix) {
        precondition(isSupported, "this processor has no bfloat16 products")
        precondition(left.instructions == right.instructions, "operands are laid out for different instructions")
        precondition(
            left.side == .left && right.side == .right && left.depth == right.depth && left.depth > 0, "operands do not go together")
    }
}
