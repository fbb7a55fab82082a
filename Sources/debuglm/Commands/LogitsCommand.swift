import ArgumentParser
import Compute
import Foundation
import LanguageModel
import Workspaces

struct LogitsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logits",
        abstract: "Write the next-token logits of every position: float32, little endian, row-major [position, vocabulary].")

    @OptionGroup var source: ModelOptions
    @Option(help: ArgumentHelp("Token ids, separated by commas.", valueName: "1,2,3")) var tokens: String
    @Option(help: ArgumentHelp("The file to write.", valueName: "file")) var out: String
    @Flag(help: "Print one JSON object.") var json = false

    private struct Output: Encodable {
        var positions: Int
        var vocabulary: Int
    }

    func run() throws {
        let ids = try tokens.split(separator: ",", omittingEmptySubsequences: false).map { part in
            guard let id = Int(part.trimmingCharacters(in: .whitespaces)) else {
                throw ValidationError("--tokens: \"\(part)\" is not a token id.")
            }
            return id
        }
        guard !ids.isEmpty else { throw ValidationError("--tokens names no token.") }
        let model = try source.loadModel()
        let session = InferenceSession(
            model: model, pool: source.threads.map { ThreadPool(threadCount: $0) } ?? ThreadPool(), keyValueType: source.kv)
        guard ids.count <= session.contextLimit else {
            throw LanguageModelError.contextFull(needed: ids.count, limit: session.contextLimit)
        }
        let sequence = session.newSequence()
        var data = Data()
        for start in stride(from: 0, to: ids.count, by: 32) {
            let rows = ids[start..<min(ids.count, start + 32)].map { StepRow(sequence: sequence, token: $0, logits: .all) }
            let result = try session.step(rows)
            // The result points into the session.
            withExtendedLifetime(session) {
                for row in rows.indices {
                    for logit in result[row] { withUnsafeBytes(of: logit.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
                }
            }
        }
        try TextFile.write(data, to: out)
        let output = Output(positions: ids.count, vocabulary: model.vocabularySize)
        if json { return try Console.json(output) }
        Console.line("\(output.positions) positions of \(output.vocabulary) logits in \(out)")
    }
}
