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
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let files = try (0..<2).map { _ in
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("program-\(UUID().uuidString)")
        try Data().write(to: path)
        return (path: path, handle: try FileHandle(forWritingTo: path))
    }
    defer { for file in files { try? FileManager.default.removeItem(at: file.path) } }
    process.standardOutput = files[0].handle
    process.standardError = files[1].handle
    try process.run()
    process.waitUntilExit()
    let texts = try files.map { String(decoding: try Data(contentsOf: $0.path), as: UTF8.self) }
    return ProgramResult(
        status: process.terminationStatus, exited: process.terminationReason == .exit, output: texts[0], errors: texts[1])
}
