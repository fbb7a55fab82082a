import Foundation

/// What can go wrong between a pipeline file and trained weights; each case holds facts, `description` writes the sentence.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A setting of the pipeline file; `line` counts from 1.
    case setting(file: String, line: Int?, reason: String)
    case unknownKey(file: String, line: Int?, key: String, place: String, nearest: String?, known: [String])
    case unreadable(file: String, reason: String)
    /// A row of a data file; `line` counts from 1.
    case badRow(file: String, line: Int, reason: String)
    /// A row that another trainer would read as control; `line` counts from 1.
    case spelledControl(file: String, line: Int, row: String, token: String)
    case emptySource(name: String, files: [String])
    case exampleTooLong(row: String, tokens: Int, limit: Int)
    case longerThanContext(row: String, tokens: Int, context: Int)
    case unsupported(reason: String)
    /// The loss is not a number, or far above that of a blind guess; `rows` are those of the step, the worst first.
    case diverged(stage: String, step: Int, loss: Double, rows: [String])
    case checkpoint(path: String, reason: String)

    public var description: String {
        switch self {
        case .setting(let file, let line, let reason):
            return "\(Self.place(file, line)): \(reason)"
        case .unknownKey(let file, let line, let key, let place, let nearest, let known):
            let hint = nearest.map { "did you mean `\($0)`?" } ?? "known keys: \(known.sorted().joined(separator: ", "))"
            return "\(Self.place(file, line)): \(place) has the unknown key `\(key)`; \(hint)"
        case .unreadable(let file, let reason):
            return "\(file): cannot be read: \(reason)"
        case .badRow(let file, let line, let reason):
            return "\(Self.place(file, line)): \(reason)"
        case .spelledControl(let file, let line, let row, let token):
            return
                "\(Self.place(file, line)): row \(row) spells `\(token)`, which other trainers read as that special token; reword the row or leave it out"
        case .emptySource(let name, let files):
            return "\(files.joined(separator: ", ")): holds no rows for the source \(name)"
        case .exampleTooLong(let row, let tokens, let limit):
            return
                "row \(row) takes \(tokens) tokens, more than fit (\(limit)); shorten the row, or raise `micro_batch_tokens`"
        case .longerThanContext(let row, let tokens, let context):
            return "row \(row) takes \(tokens) tokens, and the model's context holds \(context); shorten the row or leave it out"
        case .unsupported(let reason):
            return reason
        case .diverged(let stage, let step, let loss, let rows):
            let what = loss.isFinite ? "the loss has grown to \(String(format: "%.4g", loss))" : "the loss or its gradient is not a number"
            return
                "stage \(stage), step \(step): \(what); lower `learning_rate` or look at the rows of this step, the worst first: "
                + rows.prefix(40).joined(separator: ", ") + (rows.count > 40 ? " and \(rows.count - 40) more" : "")
        case .checkpoint(let path, let reason):
            return "\(path): \(reason)"
        }
    }

    /// What rows look like, for those that have none of the shapes.
    package static let rowShapes =
        "a row is a JSON object with the texts `prompt` and `answer` (or `chosen` and `rejected`), "
        + "or has `instruction` and `output`, `messages`, or `conversations`"

    private static func place(_ file: String, _ line: Int?) -> String {
        line.map { "\(file), line \($0)" } ?? file
    }
}
