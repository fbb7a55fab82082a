import ArgumentParser
import Foundation
import LocalEngine
import Provenance
import Training
import Workspaces

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Time prefill, decoding, decoding with provenance and reading a given answer; the median of five runs.")

    @OptionGroup var source: ModelOptions
    @Flag(help: "Time LoRA training steps on real rows instead.") var training = false
    @Option(help: ArgumentHelp("Rows for --training: JSON Lines with `prompt` and `answer`.", valueName: "file")) var data: String?
    @Option(help: ArgumentHelp("Arithmetic of --training: f32 or bf16 (default: the faster one).", valueName: "type")) var compute:
        Arithmetic?
    @Flag(help: "Time one pass of 1, 2, 3, 4, 8, 16, 64 and 512 rows instead.") var compare = false
    @Flag(help: "Time tokens over growing contexts and answers instead.") var curves = false
    @Flag(help: "Print one JSON object.") var json = false

    func validate() throws {
        if training, data == nil { throw ValidationError("--training needs --data FILE.") }
        if !training, compute != nil { throw ValidationError("--compute goes with --training.") }
        if !training, data != nil { throw ValidationError("--data goes with --training.") }
        if [training, compare, curves].count(where: { $0 }) > 1 {
            throw ValidationError("Give one of --training, --compare and --curves.")
        }
    }

    func run() throws {
        if training {
            try timeTraining()
        } else if compare {
            try timeRowCounts()
        } else if curves {
            try timeCurves()
        } else {
            try timeInference()
        }
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

    private struct RowCountOutput: Encodable {
        var rows: [RowCountBenchmark.Line]
    }

    private func timeRowCounts() throws {
        let benchmark = try RowCountBenchmark(model: source.loadModel(), threads: source.threads, keyValueType: source.kv)
        let lines = try benchmark.run { Console.error("timing: \($0) rows") }
        if json { return try Console.json(RowCountOutput(rows: lines)) }
        Console.line("rows   tokens/s       GB/s    GFLOP/s")
        for line in lines {
            Console.line(
                String(
                    format: "%4d %10.1f %10.1f %10.1f", line.rows, line.tokensPerSecond, line.gigabytesPerSecond, line.gigaflopsPerSecond))
        }
    }

    private func timeCurves() throws {
        let path = try source.resolve().manifestPath
        let manifest = FileManager.default.fileExists(atPath: path) ? try Workspace.readManifest(path) : nil
        let result = try CostCurves(
            model: source.loadModel(), manifest: manifest, threads: source.threads, keyValueType: source.kv
        ).run { Console.error("timing: \($0)") }
        if json { return try Console.json(result) }
        func table(_ title: String, _ points: [CostCurves.Point]) {
            Console.line(title)
            for point in points { Console.line(String(format: "%6d %8.2f ms a token", point.size, point.millisecondsPerToken)) }
        }
        table("decode, by positions of context", result.decodeByContext)
        table("decode with provenance, by positions of context", result.tracedDecodeByContext)
        table("trace a given answer, by its tokens", result.givenByLength)
        Console.line("judge, by the number of cases")
        for point in result.judgingByCases { Console.line(String(format: "%6d %8.1f ms a case", point.cases, point.millisecondsPerCase)) }
    }

    private func timeInference() throws {
        let start = ContinuousClock.now
        // Loading ends when the weights are in the form that steps read.
        let benchmark = try InferenceBenchmark(model: source.loadModel(), threads: source.threads, keyValueType: source.kv)
        let loadSeconds = (ContinuousClock.now - start).seconds
        let result = try benchmark.run(loadSeconds: loadSeconds) {
            Console.error("timing: \($0)")
        }
        if json { return try Console.json(result) }
        func line(_ name: String, _ value: Double, _ unit: String) {
            Console.line(
                name.padding(toLength: 34, withPad: " ", startingAt: 0) + String(format: "%10.1f ", value) + unit)
        }
        line("prefill \(result.prefillTokens)", result.prefillTokensPerSecond, "tokens/s")
        line("decode 128", result.decodeTokensPerSecond, "tokens/s")
        line("decode with provenance 128", result.tracedDecodeTokensPerSecond, "tokens/s")
        line("trace a given answer of 128", result.givenTokensPerSecond, "tokens/s")
        line("the same beside the plain prompt", result.givenBesidePlainTokensPerSecond, "tokens/s")
        line("prefill the same answer", result.givenPrefillTokensPerSecond, "tokens/s")
        line("load", result.loadSeconds * 1000, "ms")
        line("peak resident memory", result.peakResidentMegabytes, "MiB")
    }
}

extension Arithmetic: ExpressibleByArgument {}
