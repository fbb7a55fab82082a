import ArgumentParser
import Foundation
import LocalEngine
import Training

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Time prefill, decoding, decoding with provenance and reading a given answer; the median of five runs.")

    @OptionGroup var source: ModelOptions
    @Flag(help: "Time LoRA training steps on real rows instead.") var training = false
    @Option(help: ArgumentHelp("Rows for --training: JSON Lines with `prompt` and `answer`.", valueName: "file")) var data: String?
    @Option(help: ArgumentHelp("Arithmetic of --training: f32 or bf16 (default: the faster one).", valueName: "type")) var compute:
        Arithmetic?
    @Flag(help: "Print one JSON object.") var json = false

    func validate() throws {
        if training, data == nil { throw ValidationError("--training needs --data FILE.") }
        if !training, compute != nil { throw ValidationError("--compute goes with --training.") }
        if !training, data != nil { throw ValidationError("--data goes with --training.") }
    }

    func run() throws {
        try training ? timeTraining() : timeInference()
    }

    private struct TrainingOutput: Encodable {
        var train_tok_s: Double
        var peak_rss_mb: Double
        var tokens_per_step: Int
        var loss: Double
        var compute: Arithmetic
    }

    private func timeTraining() throws {
        let result = try TrainingBenchmark(threads: source.threads, arithmetic: compute).run(
            model: source.resolve().modelPath, data: data ?? "")
        let output = TrainingOutput(
            train_tok_s: result.tokensPerSecond, peak_rss_mb: Double(ProcessMemory.peakResidentBytes ?? 0) / 1_048_576,
            tokens_per_step: result.tokensPerStep, loss: result.loss, compute: result.arithmetic)
        if json { return try Console.json(output) }
        Console.line(
            String(
                format: "LoRA training in %@: %.1f tokens/s in steps of %d tokens, peak resident memory %.0f MiB", output.compute.rawValue,
                output.train_tok_s, output.tokens_per_step, output.peak_rss_mb))
    }

    private func timeInference() throws {
        let start = ContinuousClock.now
        let model = try source.loadModel()
        let loadSeconds = (ContinuousClock.now - start).seconds
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

extension Arithmetic: ExpressibleByArgument {}
