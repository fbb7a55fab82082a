/// The training step that introduced a source.
public enum Stage: String, Sendable, Hashable, Codable, CaseIterable {
    case pretrain
    case sft
    case preference
    case rl
}
