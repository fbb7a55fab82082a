/// Keys and values of a fixed number of consecutive positions, of every layer.
///
/// Layout: [layer][keys, values][position][key/value heads * head dimension]. A page may belong to several sequences;
/// only its sole owner may write to it.
final class KeyValuePage {
    /// Positions a page holds.
    static let positions = 64

    let storage: UnsafeMutablePointer<Float>
    let count: Int

    init(shape: KeyValueShape) {
        count = shape.pageFloats
        storage = .allocate(capacity: count)
        storage.initialize(repeating: 0, count: count)
    }

    deinit {
        storage.deallocate()
    }

    /// A page of its own with the same contents.
    func copy(shape: KeyValueShape) -> KeyValuePage {
        let copy = KeyValuePage(shape: shape)
        copy.storage.update(from: storage, count: count)
        return copy
    }

    func keys(layer: Int, shape: KeyValueShape) -> UnsafeMutablePointer<Float> {
        storage + 2 * layer * shape.blockFloats
    }

    func values(layer: Int, shape: KeyValueShape) -> UnsafeMutablePointer<Float> {
        storage + (2 * layer + 1) * shape.blockFloats
    }
}

/// The sizes that a key/value page follows from.
struct KeyValueShape {
    var layerCount: Int
    /// Key/value heads * head dimension.
    var width: Int

    /// Floats of one layer's keys (or values) in a page.
    var blockFloats: Int { KeyValuePage.positions * width }
    var pageFloats: Int { 2 * layerCount * blockFloats }
}
