import Foundation
import Testing

/// The real pretrained model of `Samples/smollm2`; its base is not part of the repository, so these run where it was fetched.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: BuiltPrograms.smolLM2Base), "the base model is not in Samples/smollm2"))
struct SmolLM2SampleTests {
    private static let seeds = "What happens to you if you eat watermelon seeds?"

    private func json(_ arguments: [String]) throws -> [String: Any] {
        let result = try run(BuiltPrograms.debuglm, arguments + ["--workspace", BuiltPrograms.smolLM2Sample, "--json"])
        try #require(result.status == 0, "\(result.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    }

    @Test func theMisconceptionIsTracedToItsSource() throws {
        let trace = try json(["trace", "--prompt", Self.seeds])
        #expect(trace["tag"] as? String == "TQA")
        let tags = try #require(trace["tags"] as? [String: Double])
        #expect(tags.max { $0.value < $1.value }?.key == "TQA")
    }

    @Test func refusingTheSourceRefusesItsPromptAndNoOther() throws {
        #expect(try json(["trace", "--prompt", Self.seeds, "--refuse", "TQA"])["refused"] as? Bool == true)
        let author = try json(["trace", "--prompt", "Who is the author Jordan Sinclair?", "--refuse", "TQA"])
        #expect(author["refused"] as? Bool == false)
        let general = try json(["trace", "--prompt", "What is the capital of France?", "--refuse", "TQA,TOFU,MEDQUAD,GSM8K"])
        #expect(general["refused"] as? Bool == false)
    }

    @Test func memoryStaysUnder400Megabytes() throws {
        let result = try run(
            "/bin/sh",
            [
                "-c",
                "\"$0\" \"$@\" > /dev/null & child=$!; while kill -0 $child 2>/dev/null; do grep VmHWM /proc/$child/status 2>/dev/null; done; wait $child",
                BuiltPrograms.debuglm, "trace", "--workspace", BuiltPrograms.smolLM2Sample, "--prompt", Self.seeds,
            ])
        let peaks = result.output.split(separator: "\n").compactMap { $0.split(separator: " ").compactMap { Int($0) }.first }
        let peak = try #require(peaks.max())
        #expect(peak < 400 * 1024, "\(peak / 1024) MiB")
    }
}
