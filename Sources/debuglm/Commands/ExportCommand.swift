import ArgumentParser

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Take a model with tags, the rows that make one, or a saved trace to other programs and people.",
        subcommands: [ExportMergedCommand.self, ExportGGUFCommand.self, ExportDatasetCommand.self, ExportTraceCommand.self])
}

/// What an export wrote.
struct ExportedPaths: Encodable {
    var paths: [String]

    /// One JSON object, or a path a line.
    func print(asJSON: Bool) throws {
        if asJSON { return try Console.json(self) }
        for path in paths { Console.line(path) }
    }
}
