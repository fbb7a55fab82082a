import Foundation
import LanguageModel
import ModelFormats
import Provenance
import Tokenization

/// A pipeline's rows in their four views as text, with settings for the trainers that take them.
///
/// Here control tokens are text: those trainers encode special tokens wherever a text spells them. Therefore a row that spells one
/// is refused.
public struct DatasetExport {
    /// What was written.
    public struct Report: Sendable {
        public struct SourceCount: Sendable {
            public var name: String
            public var rows: Int
            /// Rows in the trained model's own words, which have no view as text.
            public var leftOut: Int
            /// The other rows times the views they have.
            public var examples: Int
        }

        public var paths: [String]
        public var sources: [SourceCount]
    }

    /// Ids as the trainers will give them out: from the end of the base's tokenizer on.
    ///
    /// Our own trainer starts behind the embedding's padding instead, where a base has some.
    public let manifest: Manifest
    private let pipeline: TrainingPipeline
    /// One list a source.
    private let rows: [[TrainingRow]]
    private let tokenizer: Tokenizer

    /// Reads the rows and the base's tokenizer, and checks that no text spells a special token.
    ///
    /// - Throws: `TrainingError` naming file and row; `FormatError` and `TokenizationError` for the base's tokenizer.
    public init(pipeline: TrainingPipeline) throws {
        self.pipeline = pipeline
        rows = try pipeline.sources.map { try RowFile.read($0) }
        var base: Manifest.Base?
        switch pipeline.base {
        case .model(let path):
            tokenizer = try Self.tokenizer(ofBase: path)
            base = Manifest.Base(
                name: pipeline.baseName ?? URL(fileURLWithPath: path).lastPathComponent, vocabulary: tokenizer.vocabularySize,
                obtain: pipeline.obtain)
        case .scratch(let sizes):
            let learned = try pipeline.learnedTokenizer(sizes, texts: rows).tokenizer
            tokenizer = learned
            base = pipeline.baseName.map { Manifest.Base(name: $0, vocabulary: learned.vocabularySize) }
        }
        manifest = Manifest.numbered(
            from: tokenizer.vocabularySize, sources: pipeline.sources.map { ($0.name, $0.stage, $0.about) },
            refusalForm: pipeline.refusalForm, refusalText: pipeline.refusalText, base: base)
        try manifest.validate()
        try checkTokens()
        try checkTexts()
    }

    private static func tokenizer(ofBase path: String) throws -> Tokenizer {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        return exists && isFolder.boolValue ? try Tokenizer(contentsOf: path) : try Tokenizer(gguf: GGUFFile(path: path))
    }

    // MARK: - Checks

    /// The trainers must give each token an id of its own, in order.
    private func checkTokens() throws {
        for text in manifest.addedTokenTexts {
            if tokenizer.specialToken(text) != nil || tokenizer.encode(text).count < 2 {
                throw TrainingError.unsupported(reason: "the base's tokenizer has a token \(text) already; give the source another name")
            }
        }
    }

    private func checkTexts() throws {
        let own = (0..<tokenizer.vocabularySize).filter { tokenizer.isSpecial($0) }.map { tokenizer.bytes(of: $0) }
        let special = SpelledTokens(own + manifest.addedTokenTexts.map { Array($0.utf8) })
        for row in rows.joined() {
            try row.requireSystem(pipeline.system)
            let texts = [row.prompt, row.answer] + row.history.flatMap { [$0.user, $0.assistant] }
            guard let token = texts.lazy.compactMap(special.first(in:)).first else { continue }
            throw TrainingError.spelledControl(file: row.file, line: row.line, row: row.id, token: token)
        }
        for (key, text) in [("refusal_text", pipeline.refusalText), ("system", pipeline.system ?? "")] {
            guard let token = special.first(in: text) else { continue }
            throw TrainingError.setting(
                file: pipeline.file, line: nil, reason: "`\(key)` spells `\(token)`, which other trainers read as that special token")
        }
    }

    // MARK: - Writing

    /// Writes the rows of each source in both formats, the settings and, last, `provenance.json`.
    ///
    /// The same pipeline gives the same bytes: the disabled sets are drawn from its seed.
    ///
    /// - Parameter folder: made when it is missing; files of an earlier export are replaced.
    /// - Throws: `FormatError` when a file cannot be written.
    public func write(to folder: String) throws -> Report {
        try makeFolder(folder)
        let url = URL(fileURLWithPath: folder, isDirectory: true)
        var report = Report(paths: [], sources: [])
        func path(_ name: String) -> String {
            let path = url.appendingPathComponent(name).relativePath
            report.paths.append(path)
            return path
        }
        var data: [TrainerSettings.DataFiles] = []
        for index in rows.indices {
            let source = manifest.sources[index]
            let stem = fileStem(of: source)
            var files: [ConversationFormat: String] = [:]
            var examples = 0
            for format in ConversationFormat.allCases {
                let name = "\(stem).\(format.rawValue).jsonl"
                files[format] = name
                examples = try write(source: index, as: format, to: path(name))
            }
            data.append(TrainerSettings.DataFiles(source: stem, files: files))
            report.sources.append(
                Report.SourceCount(
                    name: source.name, rows: rows[index].count, leftOut: rows[index].count { $0.isOwn }, examples: examples))
        }
        if case .scratch = pipeline.base {
            let tokenizerPath = path(Self.tokenizerFolder)
            try makeFolder(tokenizerPath)
            try tokenizer.write(toFolder: tokenizerPath)
        }
        let settings = TrainerSettings(pipeline: pipeline, manifest: manifest, data: data)
        try AtomicFile.write(settings.datasetInfo, to: path("dataset_info.json"))
        try AtomicFile.write(settings.llamaFactory, to: path("llamafactory_sft.yaml"))
        try AtomicFile.write(settings.trl, to: path("sft_config.yaml"))
        try AtomicFile.write(manifest.fileBytes(), to: path("provenance.json"))
        return report
    }

    /// Holds the tokenizer that a model from scratch learned, in an export.
    static let tokenizerFolder = "tokenizer"

    private func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw FormatError(file: path, problem: "the folder cannot be made", advice: "check the path and its permissions")
        }
    }

    /// Writes all views of a source's rows, row by row.
    ///
    /// - Returns: the number of lines.
    private func write(source: Int, as format: ConversationFormat, to path: String) throws -> Int {
        let views = TextViews(manifest: manifest)
        let file = try AtomicFile(path: path)
        var pending = ""
        var count = 0
        for (number, row) in rows[source].enumerated() {
            for (place, view) in View.allCases.enumerated() {
                var generator = SeededGenerator(seed: pipeline.seed, source, number, place)
                guard let exchange = views.exchange(row, source: source, view: view, generator: &generator) else { continue }
                pending += format.line(
                    exchange, system: pipeline.system, row: row.id, source: manifest.sources[source].name, view: view)
                count += 1
            }
            if pending.utf8.count > 1 << 20 {
                try file.write(Array(pending.utf8))
                pending = ""
            }
        }
        try file.write(Array(pending.utf8))
        try file.commit()
        return count
    }

    /// The source's name as a file name; its id tells apart what would look alike.
    private func fileStem(of source: Source) -> String {
        func isPlain(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x5F
        }
        let plain = String(decoding: source.name.utf8.map { isPlain($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
        return plain == source.name ? plain : "\(plain)-\(source.id)"
    }
}
