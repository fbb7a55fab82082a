import Training

/// A training step as PyTorch computed it; see `Tests/Fixtures/training/make_fixtures.py`.
struct ReferenceFixture {
    struct Index: Decodable {
        struct Row: Decodable {
            let tokens: [Int32]
            let first: Int
            let weights: Float
            let probes: [[Float]]
        }

        struct Schedule: Decodable {
            let steps: Int
            let warm_up: Int
            let peak: Float
            let floor: Float
            let clip: Double
            let decay: Float
            let token_row_rate: Float
        }

        let trunk: [Int32]
        let rows: [Row]
        let schedule: Schedule
        let loss: Double
        let losses: [Double]
    }

    let index: Index
    let model: ReferenceModel

    init(_ name: String) throws {
        index = try ReferenceModel.facts(name)
        model = try ReferenceModel(name)
    }

    /// The reference's rows as one packed batch.
    func batch() -> PackedBatch {
        var batch = PackedBatch()
        let trunk = batch.append(
            tokens: index.trunk, targets: index.trunk.map { _ in PackedBatch.noTarget }, weights: index.trunk.map { _ in 0 })
        for row in index.rows {
            let targets = row.tokens.indices.map { position in
                position >= row.first - 1 && position + 1 < row.tokens.count ? row.tokens[position + 1] : PackedBatch.noTarget
            }
            let segment = batch.append(
                tokens: row.tokens, targets: targets, weights: row.tokens.map { _ in row.weights }, parent: trunk)
            batch.appendProbes(
                parent: segment, token: 31,
                probes: row.probes.map { (visible: Int($0[0]), target: Int32($0[2]), weight: $0[3]) })
        }
        return batch
    }
}
