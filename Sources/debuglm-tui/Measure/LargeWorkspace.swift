import Foundation
import Provenance
import Workspaces

/// A workspace of many cases in a folder of its own, which goes away with it: the model of another workspace, and prompts made of its
/// prompts' words.
final class LargeWorkspace {
    let path: String
    private static let labels = ["keep", "food", "help", "review", "urgent"]

    /// - Parameter count: of the cases.
    init(like original: Workspace, count: Int) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("debuglm-cases-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
        var description = "name: large\nmodel: \(absolute(original.modelPath).debugDescription)\n"
        if let adapter = original.adapterPath { description += "adapter: \(absolute(adapter).debugDescription)\n" }
        description += "manifest: \(absolute(original.manifestPath).debugDescription)\nmaximum_tokens: \(original.maximumTokens)\n"
        try TextFile.write(Data(description.utf8), to: path + "/" + Workspace.fileName)
        try CaseFile.write(Self.cases(like: original.cases, count: count), to: path + "/cases.jsonl")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private static func cases(like originals: [Case], count: Int) -> [Case] {
        var random = SplitMix64(state: 7)
        func pick(_ limit: Int) -> Int { Int(random.next() % UInt64(max(limit, 1))) }
        let originals = originals.isEmpty ? [Case(id: "case", prompt: "Why?")] : originals
        let words = originals.flatMap { $0.prompt.split(separator: " ").map(String.init) }
        return (0..<count).map { index in
            let original = originals[pick(originals.count)]
            var one = original
            one.id = "\(original.id)-\(index)"
            // Every third one stands as it was, the others have more to say.
            if index % 3 > 0 { one.prompt += " " + (0..<pick(16) + 1).map { _ in words[pick(words.count)] }.joined(separator: " ") }
            one.labels = (0..<pick(3)).map { _ in labels[pick(labels.count)] }
            return one
        }
    }

    /// The size of the file that keeps verdicts, in bytes; nil where there is none.
    var verdictBytes: Int? {
        (try? FileManager.default.attributesOfItem(atPath: verdicts)[.size]).flatMap { $0 as? Int }
    }

    private var verdicts: String { path + "/.verdicts.json" }

    /// Writes into the file of verdicts that every case passes: judging them all would take the better part of an hour.
    func fillVerdicts() throws {
        let read = try JSONSerialization.jsonObject(with: TextFile.read(verdicts))
        guard var file = read as? [String: Any], var tables = file["tables"] as? [[String: Any]], !tables.isEmpty,
            let letters = tables[0]["verdicts"] as? String
        else { throw WorkspaceError(file: verdicts, problem: "it holds no verdicts") }
        let count = letters.utf8.count
        func column(_ text: String) -> String { Array(repeating: text, count: count).joined(separator: ",") }
        tables[0]["verdicts"] = String(repeating: "p", count: count)
        tables[0]["places"] = column("0")
        tables[0]["probabilities"] = column("987")
        file["tables"] = [tables[0]]
        try TextFile.write(JSONSerialization.data(withJSONObject: file), to: verdicts)
    }
}
