import Compute
import Testing

@Suite struct PackedLinearTests {
    static let types: [ElementType] = [.q8_0, .q4_0, .q4_1, .q5_0, .q5_1, .q4_K, .q5_K, .q6_K]

    @Test(arguments: types)
    func everyLevelIsNearTheExactProduct(type: ElementType) throws {
        let columns = 768
        let weights = try randomMatrix(type, rows: 37, columns: columns, seed: 51)
        var numbers = RandomNumbers(seed: 52)
        // One large value among small ones, as real activations have them.
        let x = numbers.floats(9 * columns).enumerated().map { $0.offset % 97 == 5 ? $0.element * 30 : $0.element }
        let floats = weights.unpacked()
        for kernels in Kernels.available {
            let out = try product(x, rows: 9, weights, kernels: kernels)
            var (errors, exacts) = (0.0, 0.0)
            for row in 0..<9 {
                for output in 0..<37 {
                    var exact = 0.0
                    var bound = 0.0
                    for start in stride(from: 0, to: columns, by: 32) {
                        let group = start..<(start + 32)
                        let most = group.map { abs(x[row * columns + $0]) }.max() ?? 0
                        for column in group {
                            let w = Double(floats[output * columns + column])
                            exact += Double(x[row * columns + column]) * w
                            // Half a step of the activation; the scales of K types are rounded to half precision, and a weight is the
                            // difference of two such products of up to 63 scales; sums in floats add little.
                            bound += abs(w) * Double(most) / 8159 * 0.5
                            bound += Double(abs(x[row * columns + column])) * (abs(w) * 1e-6 + (type.blockElements == 256 ? 2e-3 : 0))
                        }
                    }
                    let error = abs(Double(out[row * 37 + output]) - exact)
                    #expect(error <= bound + 1e-5, "\(kernels.name) \(row), \(output)")
                    errors += error * error
                    exacts += exact * exact
                }
            }
            // The bound is the worst case, which K types leave wide; all together err far less. Activations of eight bits give 1e-2.
            #expect((errors / exacts).squareRoot() < 2e-3, "\(kernels.name)")
        }
    }

    /// AMX multiplies many rows, and gives the bits of the kernels for few, whole blocks of rows or not.
    @Test(arguments: types, [16, 17, 21, 31, 40, 41])
    func manyRowsHaveTheBitsOfFew(type: ElementType, rows: Int) throws {
        guard let few = Kernels(named: "avx512"), let many = Kernels(named: "amx") else { return }
        for (outputs, columns) in [(71, 768), (16, 256), (400, 3_072)] {
            let weights = try randomMatrix(type, rows: outputs, columns: columns, seed: 61)
            var numbers = RandomNumbers(seed: 62)
            let x = numbers.floats(rows * columns).enumerated().map { $0.offset % 97 == 5 ? $0.element * 30 : $0.element }
            let expected = try product(x, rows: rows, weights, kernels: few)
            #expect(try product(x, rows: rows, weights, kernels: many) == expected, "\(outputs) outputs, \(columns) columns")
            let part = outputs / 5..<outputs - 3
            #expect(
                try product(x, rows: rows, weights, outputs: part, kernels: many)
                    == product(x, rows: rows, weights, outputs: part, kernels: few), "some of \(outputs) outputs")
        }
    }

    /// Sums stay exact where every number is as large as it can be, and scales neither vanish nor overflow.
    @Test(arguments: types)
    func theLargestNumbersOfManyRowsHaveTheBitsOfFew(type: ElementType) throws {
        guard let few = Kernels(named: "avx512"), let many = Kernels(named: "amx") else { return }
        let (outputs, columns) = (32, 256)
        let weights = try randomMatrix(type, rows: outputs, columns: columns, seed: 63)
        let count = weights.bytes.count
        for fill: UInt8 in [0, 255] {
            // Numbers and scales of blocks alike; as half-precision numbers the bytes are replaced by one and a bit.
            let storage = ByteStorage(count: count)
            for index in 0..<count { storage.bytes[index] = fill }
            for block in stride(from: 0, to: count, by: type.blockBytes) {
                for offset in type.halfOffsets {
                    storage.bytes.storeBytes(of: Half.bits(1.0625), toByteOffset: block + offset, as: UInt16.self)
                }
            }
            let extreme = try #require(
                WeightMatrix(rows: outputs, columns: columns, type: type, bytes: UnsafeRawBufferPointer(storage.bytes), owner: storage))
            var x: [Float] = []
            for (row, size) in [1.9919, -1.9919, 1, 1.3, 1e30, 1e-29, 1e-33, 0, 1, 1, 1, 1, 1, 1, 1, 1.99].enumerated() {
                for column in 0..<columns { x.append(Float(size) * (row > 7 && column % 3 == 0 ? -0.987 : 1)) }
            }
            let expected = try product(x, rows: 16, extreme, kernels: few)
            #expect(try product(x, rows: 16, extreme, kernels: many) == expected, "\(fill)")
            #expect(expected.allSatisfy { $0.isFinite })
        }
        var x = [Float](repeating: 0.5, count: 16 * columns)
        x[5 * columns + 77] = .nan
        x[9 * columns + 3] = -.infinity
        let out = try product(x, rows: 16, weights, kernels: many)
        for row in 0..<16 {
            let isSpoilt = row == 5 || row == 9
            #expect(out[(row * outputs)..<((row + 1) * outputs)].allSatisfy { isSpoilt ? $0.isNaN : $0.isFinite }, "row \(row)")
        }
    }

    @Test(arguments: types)
    func aRowsBitsDoNotDependOnItsCompany(type: ElementType) throws {
        let columns = 512
        let weights = try randomMatrix(type, rows: 71, columns: columns, seed: 53)
        var numbers = RandomNumbers(seed: 54)
        let x = numbers.floats(9 * columns)
        for kernels in Kernels.available {
            let alone = try (0..<9).flatMap {
                try product(Array(x[($0 * columns)..<(($0 + 1) * columns)]), rows: 1, weights, kernels: kernels)
            }
            for threads in [1, 3] {
                for rows in [2, 3, 4, 5, 9] {
                    let out = try product(x, rows: rows, weights, kernels: kernels, threads: threads)
                    #expect(out == Array(alone[..<(rows * 71)]), "\(kernels.name), \(rows) rows")
                    let some = try product(x, rows: rows, weights, outputs: 13..<50, kernels: kernels, threads: threads)
                    for row in 0..<rows {
                        let start = row * 71
                        let whole = Array(alone[(start + 13)..<(start + 50)])
                        #expect(Array(some[(row * 37)..<(row * 37 + 37)]) == whole, "\(kernels.name), some outputs")
                    }
                }
            }
        }
    }

    /// Integers are the same at every level; what differs is whether a product and a sum are rounded once or twice.
    @Test(arguments: types)
    func levelsAgreeToTheRoundingOfSums(type: ElementType) throws {
        let weights = try randomMatrix(type, rows: 33, columns: 512, seed: 55)
        var numbers = RandomNumbers(seed: 56)
        let x = numbers.floats(3 * 512)
        let results = try Kernels.available.map { try product(x, rows: 3, weights, kernels: $0) }
        let largest = results[0].map(abs).max() ?? 0
        for result in results { #expect(zip(result, results[0]).allSatisfy { abs($0 - $1) <= 4e-6 * largest }) }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func whatIsNotANumberStaysVisible(value: Float) throws {
        let weights = try randomMatrix(.q4_0, rows: 5, columns: 96, seed: 57)
        var x = [Float](repeating: 0.5, count: 2 * 96)
        x[40] = value
        for kernels in Kernels.available {
            let out = try product(x, rows: 2, weights, kernels: kernels)
            #expect(out[..<5].allSatisfy { $0.isNaN }, "\(kernels.name)")
            #expect(out[5...].allSatisfy { $0.isFinite }, "\(kernels.name)")
        }
    }

    @Test func zerosAndTheSmallestNumbersGiveNumbers() throws {
        let weights = try randomMatrix(.q4_1, rows: 4, columns: 64, seed: 58)
        for kernels in Kernels.available {
            for value: Float in [0, 1e-44, 1e-33, 1e30] {
                let out = try product([Float](repeating: value, count: 64), rows: 1, weights, kernels: kernels)
                #expect(out.allSatisfy { $0.isFinite }, "\(kernels.name) \(value)")
            }
        }
    }

    @Test(arguments: [false, true])
    func updatesAddTheirProductWhateverTheirCompany(isHalf: Bool) throws {
        let (rows, outputs, rank) = (11, 45, 12)
        var numbers = RandomNumbers(seed: 59)
        let values = numbers.floats(outputs * rank).map { isHalf ? Half.float(Half.bits($0)) : $0 }
        let x = numbers.floats(rows * 20)
        let before = numbers.floats(rows * outputs)
        let update = try #require(UpdateMatrix(rows: outputs, rank: rank, values: values, isHalf: isHalf))
        for kernels in Kernels.available {
            func add(rows: Range<Int>, outputs part: Range<Int>, to out: inout [Float]) {
                out.withUnsafeMutableBufferPointer { out in
                    guard let base = out.baseAddress else { return }
                    update.add(to: base, outStride: outputs, x: x, xStride: 20, rows: rows, outputs: part, kernels: kernels)
                }
            }
            var whole = before
            add(rows: 0..<rows, outputs: 0..<outputs, to: &whole)
            var pieces = before
            for row in 0..<rows {
                add(rows: row..<(row + 1), outputs: 0..<16, to: &pieces)
                add(rows: row..<(row + 1), outputs: 16..<outputs, to: &pieces)
            }
            #expect(whole == pieces, "\(kernels.name)")
            for index in whole.indices {
                let (row, output) = (index / outputs, index % outputs)
                let exact = (0..<rank).reduce(Double(before[index])) {
                    $0 + Double(values[output * rank + $1]) * Double(x[row * 20 + $1])
                }
                #expect(abs(Double(whole[index]) - exact) < 5e-6, "\(kernels.name) \(index)")
            }
        }
    }

    private func product(
        _ x: [Float], rows: Int, _ weights: WeightMatrix, outputs: Range<Int>? = nil, kernels: Kernels, threads: Int = 2
    ) throws -> [Float] {
        let pool = ThreadPool(threadCount: threads)
        let packed = try #require(PackedMatrix(weights, pool: pool))
        let outputs = outputs ?? 0..<weights.rows
        let rounded = RoundedActivations()
        rounded.reserve(rows: rows, columns: weights.columns)
        rounded.round(x, xStride: weights.columns, rows: 0..<rows, columns: 0..<weights.columns, kernels: kernels)
        var result = [Float](repeating: -1, count: rows * outputs.count)
        result.withUnsafeMutableBufferPointer { result in
            guard let out = result.baseAddress else { return }
            let job = RowLinear.Job(out: out, outStride: outputs.count, weights: .packed(packed), outputs: outputs)
            withUnsafePointer(to: job) { job in
                RowLinear.forward(
                    pool: pool, jobs: UnsafeBufferPointer(start: job, count: 1), x: x, xStride: weights.columns, rounded: rounded,
                    rows: rows, kernels: kernels)
            }
        }
        return result
    }
}
