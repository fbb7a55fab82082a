import CKernels

/// A quantised weight matrix repacked for integer products: tiles of 16 rows, so that lanes are outputs and nothing is added across them.
///
/// Numbers keep their bits; it takes the memory of the stored form, or a little more for types with scales of scales: Q4_K, Q5_K and
/// Q6_K, whose scales and minima are multiplied out and rounded to half precision: by up to 2^-11 of a scale or minimum, and by more
/// where it is below 2^-14.
public struct PackedMatrix: @unchecked Sendable {
    /// Output features.
    public let rows: Int
    /// Input features, a multiple of 32.
    public let columns: Int
    /// The bytes of all tiles.
    public let byteCount: Int
    let packing: dlm_packing
    let tiles: UnsafeRawPointer
    private let owner: AnyObject

    static let tileRows = dlm_tile_rows
    static let groupColumns = dlm_group_columns

    var groups: Int { columns / Self.groupColumns }

    /// - Parameters:
    ///   - memory: where the tiles go.
    ///   - pool: packs tiles side by side.
    /// - Returns: nil when weights of this type are not packed: plain floats.
    init?(_ weights: WeightMatrix, memory: PackedMemory, pool: ThreadPool) {
        var packing = dlm_packed_bytes
        guard dlm_can_pack(weights.type.kernelType, &packing) != 0, weights.columns.isMultiple(of: Self.groupColumns),
            let source = weights.bytes.baseAddress
        else { return nil }
        let tileCount = (weights.rows + Self.tileRows - 1) / Self.tileRows
        let tileBytes = weights.columns / Self.groupColumns * dlm_packed_group_bytes(packing)
        let (bytes, owner) = memory.take(tileCount * tileBytes)
        guard let target = bytes.baseAddress else { return nil }
        let part = 64
        pool.run((tileCount + part - 1) / part) { index in
            for tile in index * part..<min(tileCount, (index + 1) * part) {
                let row = tile * Self.tileRows
                dlm_pack(
                    weights.type.kernelType, source + row * weights.rowBytes, weights.rowBytes, min(Self.tileRows, weights.rows - row),
                    weights.columns, target + tile * tileBytes)
            }
        }
        rows = weights.rows
        columns = weights.columns
        byteCount = tileCount * tileBytes
        self.packing = packing
        tiles = UnsafeRawPointer(target)
        self.owner = owner
    }

    /// As `init(_:memory:pool:)`, in memory of its own.
    package init?(_ weights: WeightMatrix, pool: ThreadPool) {
        self.init(weights, memory: PackedMemory(), pool: pool)
    }
}
