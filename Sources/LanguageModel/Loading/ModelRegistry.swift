/// The architectures this package can run, by the name their files state.
///
/// To add one of Llama's kind, write its `DecoderFamily` in a file of its own and name it in `families`.
public enum ModelRegistry {
    private static let families: [DecoderFamily] = [.llama, .mistral, .qwen2, .qwen3]

    /// The names that can be loaded, sorted.
    public static var known: [String] { families.map(\.name).sorted() }

    /// Whether models of this architecture can be loaded; answers without opening anything.
    public static func supports(_ architecture: String) -> Bool {
        families.contains { $0.name == architecture }
    }

    /// - Throws: `LanguageModelError.unknownArchitecture` naming it and those known.
    static func family(of source: ModelSource) throws -> DecoderFamily {
        let name = try source.architecture
        guard let family = families.first(where: { $0.name == name }) else {
            throw LanguageModelError.unknownArchitecture(name: name, known: known, path: source.path)
        }
        return family
    }
}
