import ArgumentParser
import Foundation
import Provenance
import Workspaces

extension TraceReport.Format: ExpressibleByArgument {}

struct ExportTraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Write a saved trace for others to read: Markdown, JSON, an HTML page, or an SVG picture.",
        discussion: "Several traces stand below one another. No model is needed, and no file is replaced.")

    @Argument(help: "Saved traces (traces/NAME.json).") var traces: [String]
    @Option(help: "md, json, html or svg.") var format: TraceReport.Format
    @Option(help: ArgumentHelp("The file to write (default: the terminal).", valueName: "file")) var out: String?
    @Flag(help: "Print one JSON object about what was written.") var json = false

    func validate() throws {
        if json, out == nil { throw ValidationError("--json goes with --out.") }
    }

    func run() throws {
        let parts = try traces.map { path in
            let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
            return TraceReport.Part(name: name, trace: try TraceFile.read(path))
        }
        let text = try TraceReport(title: parts.map(\.name).joined(separator: ", "), parts: parts).written(as: format)
        guard let out else { return Console.text(text) }
        try TextFile.requireFree(out)
        try TextFile.write(Data(text.utf8), to: out)
        try ExportedPaths(paths: [out]).print(asJSON: json)
    }
}
