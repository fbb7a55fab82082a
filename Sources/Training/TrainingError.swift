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
    case emptySource(name: String)
    case exampleTooLong(row: String, tokens: Int, limit: Int)
    case notYet(kind: String, stage: String)
    case unsupported(reason: String)
    case notFinite(stage: String, step: Int, rows: [String])
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
            return "\(Self.place(file, line)): \(reason); a row is a JSON object with the texts `prompt` and `answer`"
        case .spelledControl(let file, let line, let row, let token):
            return
                "\(Self.place(file, line)): row \(row) spells `\(token)`, which other trainers read as that special token; reword the row or leave it out"
        case .emptySource(let name):
            return "source \(name) has no rows; check its `file` and `limit`"
        case .exampleTooLong(let row, let tokens, let limit):
            return
                "row \(row) takes \(tokens) tokens with its probes, more than fit (\(limit)); shorten the row, or raise `micro_batch_tokens`"
        case .notYet(let kind, let stage):
            return "stage \(stage): kind `\(kind)` is not yet in this version; use `pretrain` or `sft`"
        case .unsupported(let reason):
            return reason
        case .notFinite(let stage, let step, let rows):
            return "stage \(stage), step \(step): the loss is not a number; lower `learning_rate` or look at the rows of this step: "
                + rows.prefix(40).joined(separator: ", ") + (rows.count > 40 ? " and \(rows.count - 40) more" : "")
        case .checkpoint(let path, let reason):
            return "\(path): \(reason)"
        }
    }

    private static func place(_ file: String, _ line: Int?) -> String {
        line.map { "\(file), line \($0)" } ?? file
    }
}
