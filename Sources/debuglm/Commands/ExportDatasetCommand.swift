import ArgumentParser
import Training

struct ExportDatasetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dataset",
        abstract: "Write a pipeline's rows, in their four views, for another trainer: LLaMA-Factory or TRL.",
        discussion: """
            ShareGPT and `messages` JSON Lines for each source, settings for both trainers with the special tokens to add, and the \
            provenance.json that the trained model comes back with. The base needs its tokenizer here, not its weights.
            """)

    @Argument(help: "A pipeline file (YAML).") var pipeline: String
    @Option(help: ArgumentHelp("The folder to write.", valueName: "dir")) var out: String
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let report = try DatasetExport(pipeline: TrainingPipeline(path: pipeline)).write(to: out)
        for source in report.sources {
            let leftOut = source.leftOut == 0 ? "" : " (\(source.leftOut) rows in the model's own words left out: text cannot express them)"
            Console.error("\(source.name): \(source.rows) rows, \(source.examples) examples\(leftOut)")
        }
        try ExportedPaths(paths: report.paths).print(asJSON: json)
    }
}
