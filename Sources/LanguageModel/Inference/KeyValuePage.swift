import Compute

/// Keys and values of a fixed number of consecutive positions, of every layer.
///
/// Layout: [layer][keys, values], each as `KeyValueLayout` says. A page may belong to several sequences; only its sole owner may write to it.
final class KeyValuePage {
    let storage: UnsafeMutableRawPointer
    private let pool: PagePool

    /// Scores are computed for whole tiles of positions, and those of positions not yet written are not used: what stands there is of no
    /// account.
    ///
    /// - Throws: `LanguageModelError.noMemory`.
    init(_ pool: PagePool) throws {
        self.pool = pool
        storage = try pool.take()
    }

    deinit {
        pool.give(storage)
    }

    /// A page of its own with the same contents.
    func copy(shape: KeyValueShape) throws -> KeyValuePage {
        let copy = try KeyValuePage(pool)
        copy.storage.copyMemory(from: storage, byteCount: shape.pageBytes)
        return copy
    }

    func block(layer: Int, shape: KeyValueShape) -> KeyValueBlock {
        let bytes = shape.layout.blockBytes
        return KeyValueBlock(keys: storage + 2 * layer * bytes, values: storage + (2 * layer + 1) * bytes)
    }
}

/// The sizes that a key/value page follows from.
struct KeyValueShape {
    var layerCount: Int
    var layout: KeyValueLayout

    /// Key/value heads * head dimension.
    var width: Int { layout.width }
    var pageBytes: Int { 2 * layerCount * layout.blockBytes }
}

/// What a cache holds its keys and values in.
public enum KeyValueType: String, Sendable, Hashable, CaseIterable {
    case f32
    /// Half the memory and half the reading. Logits of SmolLM2-135M move by 0.06 % of the largest on average, by 0.24 % at most.
    case f16
}
