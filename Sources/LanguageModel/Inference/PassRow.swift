/// One token of a pass, and where it stands.
struct PassRow {
    var token: Int
    /// The position it is rotated to; also the number of kept positions before it that it sees.
    var position: Int
    /// Whether its key and value go into its sequence's pages.
    var isKept: Bool
    /// Index into the pass's sequences.
    var sequence: Int
}
