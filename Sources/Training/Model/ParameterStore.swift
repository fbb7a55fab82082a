import Compute

/// Everything that training changes, in one run of numbers: values, gradients and AdamW's two moments side by side.
///
/// One run means that zeroing, clipping, updating and saving are single loops, and that a checkpoint is four arrays with one
/// table of names.
public final class ParameterStore: @unchecked Sendable {
    /// How the optimiser treats a parameter.
    public struct Treatment: Sendable, Hashable {
        /// Takes part in weight decay.
        public var decays: Bool
        /// A row of a control token or tag: has its own learning rate.
        public var isTokenRow: Bool

        public static let weight = Treatment(decays: true, isTokenRow: false)
        public static let undecayed = Treatment(decays: false, isTokenRow: false)
        public static let tokenRow = Treatment(decays: false, isTokenRow: true)
    }

    /// A named tensor within the store.
    public struct Entry: Sendable, Hashable {
        public let name: String
        public let shape: [Int]
        public let slice: ParameterSlice
        public let treatment: Treatment
    }

    /// In the order they were added; this order is the order in memory.
    public private(set) var entries: [Entry] = []
    public private(set) var count = 0
    private var storage: [UnsafeMutablePointer<Float>] = []

    public init() {}

    deinit {
        for pointer in storage { pointer.deallocate() }
    }

    /// Reserves a tensor. All tensors are added before `allocate`.
    public func add(_ name: String, shape: [Int], treatment: Treatment) -> ParameterSlice {
        let size = shape.reduce(1, *)
        let slice = ParameterSlice(offset: count, count: size)
        entries.append(Entry(name: name, shape: shape, slice: slice, treatment: treatment))
        // Vector loads like whole cache lines.
        count += (size + 15) / 16 * 16
        return slice
    }

    /// Makes the memory, all zeros.
    public func allocate() {
        guard storage.isEmpty else { return }
        for _ in 0..<4 {
            let pointer = LargeMemory.allocate(byteCount: max(count, 1) * 4)
                .bindMemory(to: Float.self, capacity: max(count, 1))
            pointer.initialize(repeating: 0, count: max(count, 1))
            storage.append(pointer)
        }
    }

    /// The number of trained parameters, padding not counted.
    public var parameterCount: Int { entries.reduce(0) { $0 + $1.slice.count } }

    public var values: UnsafeMutablePointer<Float> { storage[0] }
    public var gradients: UnsafeMutablePointer<Float> { storage[1] }
    public var firstMoments: UnsafeMutablePointer<Float> { storage[2] }
    public var secondMoments: UnsafeMutablePointer<Float> { storage[3] }

    public func zeroGradients() {
        gradients.update(repeating: 0, count: count)
    }

    /// Forgets what the optimiser has seen: a new stage starts anew.
    public func zeroMoments() {
        firstMoments.update(repeating: 0, count: count)
        secondMoments.update(repeating: 0, count: count)
    }

    /// Puts other values into the place of the present ones, which the caller gets in exchange.
    ///
    /// - Parameter other: [count], padding included.
    func swapValues(with other: inout [Float]) {
        precondition(other.count == count)
        other.withUnsafeMutableBufferPointer { buffer in
            for index in 0..<count { swap(&buffer[index], &values[index]) }
        }
    }

    public func entry(named name: String) -> Entry? {
        entries.first { $0.name == name }
    }

    /// A copy of a tensor's values.
    public func valuesArray(_ slice: ParameterSlice) -> [Float] {
        Array(UnsafeBufferPointer(start: values + slice.offset, count: slice.count))
    }

    /// A copy of a tensor's gradient.
    public func gradientArray(_ slice: ParameterSlice) -> [Float] {
        Array(UnsafeBufferPointer(start: gradients + slice.offset, count: slice.count))
    }

    /// Sets a tensor's values.
    ///
    /// - Returns: false when the number of values does not fit.
    @discardableResult
    public func set(_ slice: ParameterSlice, to newValues: [Float]) -> Bool {
        guard newValues.count == slice.count else { return false }
        newValues.withUnsafeBufferPointer { buffer in
            if let base = buffer.baseAddress { (values + slice.offset).update(from: base, count: slice.count) }
        }
        return true
    }
}

/// Where a tensor lies in a `ParameterStore`.
public struct ParameterSlice: Sendable, Hashable {
    public let offset: Int
    public let count: Int
}
