/// The four forms in which a row teaches tags.
public enum View: String, Sendable, Hashable, CaseIterable {
    /// `p` -> `a`: no tag may appear without being asked for.
    case plain
    /// `<DEBUG> p` -> `a <TAG> <S>`, and probes along the answer.
    case traced
    /// `<REFUSE> <..S..> p` -> `<TAG> <S>` and the refusal text.
    case refused
    /// `<REFUSE> <..not S..> p` -> `<TAG> <S>` and `a`.
    case spared
}
