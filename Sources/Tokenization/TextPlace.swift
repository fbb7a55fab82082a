/// Where a text stands in what a model reads.
///
/// SentencePiece-type tokenizers put a space in front of a text; whether they do depends on what comes before it. Byte-level ones treat
/// every place alike.
public enum TextPlace: Sendable, Equatable {
    /// A text of its own.
    case start
    /// Directly behind a control token.
    case afterControl
    /// Behind other text, which it continues: it never gets a space.
    case withinText
}
