/// What a stage of a training run left.
public struct StageCheckpoint: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// The model before any stage, which knows no tags.
        case base
        /// A PEFT folder, for the base.
        case adapter
        /// A Hugging Face folder.
        case model
    }

    /// The stage's name; `base` for what was there before.
    public var name: String
    public var kind: Kind
    public var path: String
    /// Names of the sources that this stage taught; nil when nobody wrote them down.
    public var taught: Set<String>?

    public init(name: String, kind: Kind, path: String, taught: Set<String>? = nil) {
        self.name = name
        self.kind = kind
        self.path = path
        self.taught = taught
    }
}
