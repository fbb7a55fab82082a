import ArgumentParser
import Compute
import Workspaces

struct ExportGGUFCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gguf", abstract: "Write a GGUF file with the adapter worked into the weights; llama.cpp and this program load it.")

    /// The number format of the matrices; norms stay F32.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case f16
        case q8 = "q8_0"
        case f32

        var elementType: ElementType {
            switch self {
            case .f16: .f16
            case .q8: .q8_0
            case .f32: .f32
            }
        }
    }

    @OptionGroup var source: ModelOptions
    @Option(help: ArgumentHelp("The file to write; its name ends in .gguf.", valueName: "file")) var out: String
    @Option(help: "Numbers of the matrices; norms stay f32.") var type: Format = .f16
    @Flag(help: "Print one JSON object.") var json = false

    func validate() throws {
        // Readers find the manifest by this ending.
        guard out.lowercased().hasSuffix(".gguf") else { throw ValidationError("--out must end in .gguf.") }
    }

    func run() throws {
        let paths = try source.export().writeGGUF(out, manifestPath: Workspace.manifestPath(beside: out), as: type.elementType)
        try ExportedPaths(paths: paths).print(asJSON: json)
    }
}
