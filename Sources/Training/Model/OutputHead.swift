import Compute

/// The output head in the form that a pass multiplies by, twice for each chunk of rows.
///
/// A frozen base's rows are unpacked once, because they are the largest matrix and every step needs all of it. Rows of added tokens
/// are few and change with every step: they stay in single precision.
final class OutputHead {
    private enum Form {
        /// Every row is trained and used where it is.
        case trained
        /// [rows, columns]; the last rows are copies of the added tokens'.
        case floats(FloatRegion)
        case bfloat16(Rounded)
    }

    /// The base's rows for both directions, and room for the other operands.
    private struct Rounded {
        let rows: BFloat16Matrix
        let transposed: BFloat16Matrix
        let inputs: BFloat16Matrix
        let gradients: BFloat16Matrix
    }

    private let table: TokenTable
    private let form: Form
    private let pool: ThreadPool

    /// - Parameter capacity: the most rows of logits at a time.
    init(table: TokenTable, arithmetic: Arithmetic, capacity: Int, pool: ThreadPool) {
        self.table = table
        self.pool = pool
        guard let base = table.frozenHead else {
            form = .trained
            return
        }
        switch arithmetic {
        case .f32:
            let head = FloatRegion(table.rows * table.columns)
            FrozenMatrix(matrix: base).unpack(to: head.pointer, pool: pool)
            form = .floats(head)
        case .bf16:
            let (rows, columns) = (base.rows, base.columns)
            func matrix(_ side: BFloat16Matrix.Side, _ lines: Int, _ depth: Int) -> BFloat16Matrix {
                BFloat16Matrix(side, capacity: side.words(lines: lines, depth: depth))
            }
            let rounded = Rounded(
                rows: matrix(.right, rows, columns), transposed: matrix(.right, columns, rows), inputs: matrix(.left, capacity, columns),
                gradients: matrix(.left, capacity, rows))
            rounded.rows.pack(base, pool: pool)
            rounded.transposed.pack(base, transposed: true, pool: pool)
            form = .bfloat16(rounded)
        }
    }

    /// Takes over the added rows as the optimiser left them. Once a step, before the first chunk.
    func refresh() {
        guard case .floats(let head) = form else { return }
        let count = (table.rows - table.firstTrained) * table.columns
        (head.pointer + table.firstTrained * table.columns).update(from: table.trainedHead, count: count)
    }

    /// `logits = x head^T`.
    ///
    /// - Parameters:
    ///   - logits: [count, rows], overwritten.
    ///   - x: [count, columns].
    func forward(logits: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int) {
        let (rows, columns) = (table.rows, table.columns)
        func multiply(_ head: UnsafePointer<Float>, first: Int) {
            MatrixProduct.multiply(
                pool: pool, transposeB: true, m: count, n: rows - first, k: columns, a: x, lda: columns, b: head, ldb: columns,
                c: logits + first, ldc: rows)
        }
        switch form {
        case .trained: multiply(table.trainedHead, first: 0)
        case .floats(let head): multiply(UnsafePointer(head.pointer), first: 0)
        case .bfloat16(let rounded):
            rounded.inputs.pack(lines: count, depth: columns, of: x, pool: pool)
            BFloat16Product.multiply(pool: pool, left: rounded.inputs, right: rounded.rows, c: logits, ldc: rows)
            multiply(table.trainedHead, first: table.firstTrained)
        }
    }

    /// The gradient of `forward`: with respect to `x`, and added to the trained rows.
    ///
    /// - Parameters:
    ///   - xGradient: [count, columns], overwritten.
    ///   - logitsGradient: [count, rows].
    func backward(
        xGradient: UnsafeMutablePointer<Float>, logitsGradient: UnsafePointer<Float>, x: UnsafePointer<Float>, count: Int
    ) {
        let (rows, columns) = (table.rows, table.columns)
        func multiply(_ head: UnsafePointer<Float>, first: Int, adding: Bool = false) {
            MatrixProduct.multiply(
                pool: pool, m: count, n: columns, k: rows - first, a: logitsGradient + first, lda: rows, b: head, ldb: columns,
                beta: adding ? 1 : 0, c: xGradient, ldc: columns)
        }
        switch form {
        case .trained: multiply(table.trainedHead, first: 0)
        case .floats(let head): multiply(UnsafePointer(head.pointer), first: 0)
        case .bfloat16(let rounded):
            rounded.gradients.pack(lines: count, depth: table.firstTrained, of: logitsGradient, stride: rows, pool: pool)
            BFloat16Product.multiply(pool: pool, left: rounded.gradients, right: rounded.transposed, c: xGradient, ldc: columns)
            multiply(table.trainedHead, first: table.firstTrained, adding: true)
        }
        table.headBackward(logitsGradient: logitsGradient, x: x, count: count, pool: pool)
    }
}
