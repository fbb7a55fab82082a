import LocalEngine
import Provenance

extension ProgressLine {
    /// Runs a measurement and tells how far it has come; Ctrl-C stops it where a command listens for it.
    static func showing<Result>(
        _ title: String, _ measure: (_ onProgress: @escaping (Evaluation.Progress) -> TraceControl) throws -> Result
    ) rethrows -> Result {
        let progress = ProgressLine(title)
        defer { progress.finish() }
        return try measure { now in
            progress.show(Double(now.done) / Double(now.total), detail: "\(now.pass) \(now.done)/\(now.total)")
            return Interruption.isAsked ? .stop : .more
        }
    }
}
