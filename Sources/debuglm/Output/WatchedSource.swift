import Provenance

extension Trace.Refusal {
    /// What a watching rule saw, which changed nothing.
    var sentence: String {
        "watched: \(source ?? "a source") would have been refused \(token == 0 ? "before the first token" : "after token \(token)")"
    }
}
