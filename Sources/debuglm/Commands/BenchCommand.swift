import ArgumentParser
import Foundation
import LocalEngine

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Time prefill, decoding, decoding with provenance and reading a given answer; the median of five runs.")

    @OptionGroup var source: ModelOptions
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let start = ContinuousClock.now
        let model = try source.loadModel()
        let elapsed = ContinuousClock.now - start
        let loadSeconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        let result = try InferenceBenchmark(model: model, threads: source.threads).run(loadSeconds: loadSeconds) {
            Console.error("timing: \($0)")
        }
        if json { return try Console.json(result) }
        func line(_ name: String, _ value: Double, _ unit: String) {
            Console.line(
                name.padding(toLength: 34, withPad: " ", startingAt: 0) + String(format: "%10.1f ", value) + unit)
        }
        line("prefill 512", result.prefillTokensPerSecond, "tokens/s")
        line("decode 128", result.decodeTokensPerSecond, "tokens/s")
        line("decode with provenance 128", result.tracedDecodeTokensPerSecond, "tokens/s")
        line("trace a given answer of 128", result.givenTokensPerSecond, "tokens/s")
        line("prefill the same answer", result.givenPrefillTokensPerSecond, "tokens/s")
        line("load", result.loadSeconds * 1000, "ms")
        line("peak resident memory", result.peakResidentMegabytes, "MiB")
    }
}
