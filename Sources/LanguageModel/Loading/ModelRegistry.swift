/// The architectures this package can run, by the name their files state.
///
/// To add one, write its reader in a file of its own and name it in `readers`.
public enum ModelRegistry {
    /// Reads settings and weights of one architecture.
    typealias Reader = @Sendable (ModelSource) throws -> (configuration: LlamaConfiguration, weights: LlamaWeights)

    private static let readers: [String: Reader] = [
        "llama": LlamaReader.read
    ]

    /// The names that have a reader, sorted.
    public static var known: [String] { readers.keys.sorted() }

    /// Whether models of this architecture can be loaded; answers without opening anything.
    public static func supports(_ architecture: String) -> Bool {
        readers[architecture] != nil
    }

    /// - Throws: `LanguageModelError.unknownArchitecture` naming it and those known.
    static func reader(for source: ModelSource) throws -> Reader {
        let name = try source.architecture
        guard let reader = readers[name] else {
            throw LanguageModelError.unknownArchitecture(name: name, known: known, path: source.path)
        }
        return reader
    }
}
