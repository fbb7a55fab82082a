import Foundation
import Provenance

/// A question and its answer, as one line of a JSON Lines file.
public struct TrainingRow: Sendable, Hashable {
    /// A former turn of a conversation and what was answered.
    public struct Exchange: Sendable, Hashable {
        public var user: String
        public var assistant: String

        public init(user: String, assistant: String) {
            self.user = user
            self.assistant = assistant
        }
    }

    /// The row's own `id`, or its file name and line.
    public var id: String
    public var prompt: String
    /// Of a preference row the chosen answer.
    public var answer: String
    /// An answer that is worse than `answer`, for preference stages.
    public var rejected: String?
    /// What an answer may be chosen from, for reinforcement stages: `(A) red`, `yes`.
    public var choices: [String] = []
    /// What was said before the prompt, oldest first.
    public var history: [Exchange] = []
    /// A system message of the row's own.
    public var system: String?
    /// The answer is the trained model's own (`"own": true`): it is read, not learned, and only the tag behind it is taught.
    public var isOwn: Bool
    /// Where the row stands; `line` counts from 1.
    public var file: String
    public var line: Int

    public init(id: String, prompt: String, answer: String, isOwn: Bool = false, file: String = "", line: Int = 0) {
        self.id = id
        self.prompt = prompt
        self.answer = answer
        self.isOwn = isOwn
        self.file = file
        self.line = line
    }
}

extension TrainingRow {
    /// Whether one of the row's choices is its answer; a row without choices takes any words.
    fileprivate var canBeRight: Bool {
        let check = AnswerCheck(answer: answer, choices: choices)
        return choices.isEmpty || choices.contains(where: check.isRight)
    }

    /// All rows of a run share one system message: a batch shares what stands in front of the questions.
    ///
    /// - Throws: `TrainingError.badRow` when the row has another one of its own.
    func requireSystem(_ system: String?) throws {
        guard let own = self.system, own != system else { return }
        throw TrainingError.badRow(
            file: file, line: line, reason: "has a system message of its own; give it as the pipeline's `system`, or take it out")
    }
}

/// Reads row files. Nothing is skipped in silence: a bad row is an error with its file and line.
public enum RowFile {
    /// - Parameters:
    ///   - answers: answers by row id or prompt, for rows that have none of their own.
    ///   - limit: takes the first rows only.
    /// - Throws: `TrainingError.badRow`, `.unreadable`.
    public static func read(path: String, answers: [String: String] = [:], limit: Int? = nil) throws -> [TrainingRow] {
        var rows: [TrainingRow] = []
        let name = URL(fileURLWithPath: path).lastPathComponent
        try forEachObject(path) { line, object in
            guard rows.count < limit ?? .max else { return false }
            rows.append(try RowShape(object: object, file: path, line: line).row(answers: answers, name: "\(name):\(line)"))
            return true
        }
        return rows
    }

    /// All rows of a source, in the order of its files.
    ///
    /// - Throws: `TrainingError.badRow`, `.unreadable`; `.emptySource` when there are none.
    static func read(_ source: TrainingPipeline.DataSource) throws -> [TrainingRow] {
        var answers: [String: String] = [:]
        for file in source.answersFrom { answers.merge(try self.answers(path: file)) { first, _ in first } }
        var rows: [TrainingRow] = []
        for file in source.files {
            rows += try read(path: file, answers: answers, limit: source.limit.map { $0 - rows.count })
        }
        guard !rows.isEmpty else { throw TrainingError.emptySource(name: source.name, files: source.files) }
        if source.stage == .preference, let row = rows.first(where: { $0.rejected == nil }) {
            throw TrainingError.badRow(
                file: row.file, line: row.line, reason: "has no `rejected`, but \(source.name) is a source of a preference stage")
        }
        if source.stage == .preference, let row = rows.first(where: { $0.rejected == $0.answer }) {
            throw TrainingError.badRow(
                file: row.file, line: row.line, reason: "prefers an answer to itself: `chosen` and `rejected` are the same text")
        }
        if source.stage == .rl, let row = rows.first(where: { !$0.canBeRight }) {
            throw TrainingError.badRow(
                file: row.file, line: row.line, reason: "can never be answered right: its `answer` is none of its `choices`")
        }
        return rows
    }

    /// Answers by `id` and by `prompt`, whichever a row of the file has.
    public static func answers(path: String) throws -> [String: String] {
        var answers: [String: String] = [:]
        try forEachObject(path) { line, object in
            let answer = try RowShape(object: object, file: path, line: line).text("answer")
            let keys = [object["id"] as? String, object["prompt"] as? String].compactMap { $0 }
            guard !keys.isEmpty else {
                throw TrainingError.badRow(file: path, line: line, reason: "has neither `id` nor `prompt` to find its question by")
            }
            for key in keys { answers[key] = answer }
            return true
        }
        return answers
    }

    private static func forEachObject(_ path: String, _ body: (_ line: Int, _ object: [String: Any]) throws -> Bool) throws {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        } catch {
            throw TrainingError.unreadable(file: path, reason: "no such file, or no permission to read it")
        }
        var line = 0
        for bytes in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            line += 1
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            guard let object = (try? JSONSerialization.jsonObject(with: bytes)) as? [String: Any] else {
                throw TrainingError.badRow(file: path, line: line, reason: "is not a JSON object; \(TrainingError.rowShapes)")
            }
            guard try body(line, object) else { return }
        }
    }
}
