import Foundation
import Provenance
import Testing
import Workspaces

@Suite struct TraceFileTests {
    private static let trace = Trace(
        prompt: "why", answer: "so",
        tokens: [TraceToken(id: 3, text: "so", logprob: -0.1, entropy: 0.2, tags: TagDistribution(probabilities: [0.25, 0.75]))],
        initialTags: nil, sources: ["A", "GENERAL"], stop: .end, settings: TraceSettings(), promptTokenCount: 2, tokensPerSecond: 1)

    private func workspace() throws -> Workspace {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("traces-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("model: m.gguf\n".utf8).write(to: folder.appendingPathComponent("workspace.yaml"))
        return try Workspace.open(folder.path)
    }

    @Test func aTraceWithATakenNameGetsANumber() throws {
        let workspace = try workspace()
        let first = try workspace.save(trace: Self.trace, name: "x")
        let second = try workspace.save(trace: Self.trace, name: "x")
        #expect(first.hasSuffix("traces/x.json"))
        #expect(second.hasSuffix("traces/x-2.json"))
        #expect(try TraceFile.read(workspace.tracePath("x-2")) == Self.trace)
    }

    @Test(arguments: [
        ("{", "this is not a saved trace"), ("[1]", "this is not a saved trace"),
        ("\"probabilities\":[0.25,0.75]>\"probabilities\":[1]", "another number of sources"),
        ("\"stop\":\"end\">\"stop\":\"end\",\"forcedTokenCount\":9", "9 tokens were put in"),
    ])
    func damageIsNamed(_ change: String, _ sentence: String) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("trace-\(UUID().uuidString).json").path
        var text = String(decoding: try JSONEncoder().encode(Self.trace), as: UTF8.self)
        let parts = change.split(separator: ">").map(String.init)
        text = parts.count == 2 ? text.replacingOccurrences(of: parts[0], with: parts[1]) : change
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        do {
            _ = try TraceFile.read(path)
            Issue.record("no error")
        } catch {
            #expect("\(error)".contains(sentence), "\(error)")
        }
    }
}
