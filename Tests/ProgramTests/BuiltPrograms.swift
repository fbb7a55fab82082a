import Foundation

/// The programs of this build, beside the test bundle, and the folders of the checkout.
enum BuiltPrograms {
    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// The folder the running test bundle lies in, where the programs were built, too.
    static let folder: String = {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().path
    }()

    static let debuglm = folder + "/debuglm"
    static let workbench = folder + "/debuglm-tui"
    static let embeddedSample = repository + "/Samples/embedded"
    static let smolLM2Sample = repository + "/Samples/smollm2"
    /// Fetched, not part of the repository.
    static let smolLM2Base = smolLM2Sample + "/SmolLM2-135M-Instruct.Q4_1.gguf"
}

/// What a program did.
struct ProgramResult {
    var status: Int32
    /// False when a signal ended it.
    var exited: Bool
    var output: String
    var errors: String
}

/// Runs a program to its end, without a terminal.
func run(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws -> ProgramResult {
    let paths = (0..<2).map { _ in FileManager.default.temporaryDirectory.appendingPathComponent("program-\(UUID().uuidString)").path }
    defer { for path in paths { unlink(path) } }
    let child = try ChildProcess(program, arguments, environment: environment, output: paths[0], errors: paths[1])
    let end = child.wait()
    let texts = try paths.map { String(decoding: try Data(contentsOf: URL(fileURLWithPath: $0)), as: UTF8.self) }
    return ProgramResult(status: end.status, exited: end.exited, output: texts[0], errors: texts[1])
}
