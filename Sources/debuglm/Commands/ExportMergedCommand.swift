import ArgumentParser
import Compute

struct ExportMergedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merged",
        abstract: "Write a Hugging Face folder with the adapter worked into the weights; transformers, vLLM and this program load it.")

    /// The number format of the weights.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case f32, f16, bf16

        var elementType: ElementType {
            switch self {
            case .f32: .f32
            case .f16: .f16
            case .bf16: .bf16
            }
        }
    }

    @OptionGroup var source: ModelOptions
    @Option(help: ArgumentHelp("The folder to write.", valueName: "dir")) var out: String
    @Option(help: "Numbers: f32 keeps every bit, f16 and bf16 are half the size.") var type: Format = .f16
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let paths = try source.export().writeFolder(out, as: type.elementType)
        try ExportedPaths(paths: paths).print(asJSON: json)
    }
}
