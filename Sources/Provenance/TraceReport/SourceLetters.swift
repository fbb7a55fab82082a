/// One letter a source, the same wherever sources are shown.
public enum SourceLetters {
    /// The letter of what is not traced.
    public static let general = "·"

    /// Gives each source the first letter of its name, or on a clash the next letter of the name that is still free.
    ///
    /// - Parameter sources: names, and whether each one is a traced source; what is not has the general letter.
    public static func of(_ sources: [(name: String, isTraced: Bool)]) -> [String] {
        var taken: Set<String> = []
        return sources.map { source in
            guard source.isTraced else { return general }
            let own = source.name.uppercased().filter { $0.isLetter || $0.isNumber }.map(String.init)
            let spare = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".map(String.init)
            let letter = (own + spare).first { !taken.contains($0) } ?? "?"
            taken.insert(letter)
            return letter
        }
    }
}
