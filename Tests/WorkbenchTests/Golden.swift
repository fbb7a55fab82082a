import Foundation
import Testing

/// Compares a text with the file of this name in `Goldens/`.
///
/// A missing file is recorded, and so is every one with `DEBUGLM_RECORD_GOLDENS=1`; the test still fails, so that a person looks.
func expectGolden(_ name: String, _ screen: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Goldens")
    let file = folder.appendingPathComponent(name + ".txt")
    let records = ProcessInfo.processInfo.environment["DEBUGLM_RECORD_GOLDENS"] == "1"
    let found = try? String(contentsOf: file, encoding: .utf8)
    guard let expected = found, !records || expected == screen + "\n" else {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try (screen + "\n").write(to: file, atomically: true, encoding: .utf8)
        Issue.record("recorded \(file.lastPathComponent); look at it and run again", sourceLocation: sourceLocation)
        return
    }
    guard expected != screen + "\n" else { return }
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = (screen + "\n").split(separator: "\n", omittingEmptySubsequences: false)
    var differences: [String] = []
    for index in 0..<max(old.count, new.count) {
        let (left, right) = (index < old.count ? old[index] : "", index < new.count ? new[index] : "")
        if left != right { differences += ["line \(index + 1)", "- \(left)", "+ \(right)"] }
    }
    Issue.record("\(name) differs:\n\(differences.joined(separator: "\n"))", sourceLocation: sourceLocation)
}
