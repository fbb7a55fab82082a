import ArgumentParser
import Foundation

struct TokenizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize", abstract: "Show how a model's tokenizer cuts a text. Text is never control.")

    @OptionGroup var source: ModelOptions
    @Option(parsing: .unconditional, help: "The text.") var text: String
    @Flag(help: "Print one JSON object.") var json = false

    private struct Output: Encodable {
        var ids: [Int]
        var pieces: [String]
    }

    func run() throws {
        let tokenizer = try source.loadModel().tokenizer
        let ids = tokenizer.encode(text)
        let output = Output(ids: ids, pieces: ids.map(tokenizer.piece))
        if json { return try Console.json(output) }
        for (id, piece) in zip(output.ids, output.pieces) {
            Console.line("\(id)".padding(toLength: 8, withPad: " ", startingAt: 0) + piece)
        }
    }
}
