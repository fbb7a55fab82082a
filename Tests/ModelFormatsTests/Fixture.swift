import Foundation
import ModelFormats

/// The files that `make_formats.py` wrote, and the values that stand in them.
enum Fixture {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/formats").path

    static func path(_ name: String) -> String { "\(folder)/\(name)" }

    static func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name)))) }

    static func expected(_ part: String) throws -> JSONObject {
        try JSONObject(path: path("expected.json")).object(part)
    }
}

extension JSONObject {
    func floats(_ key: String) throws -> [Float] {
        try array(key).compactMap { value in
            switch value {
            case .int(let value): Float(value)
            case .number(let value): Float(value)
            default: nil
            }
        }
    }
}

/// A folder of its own for one test, gone with it.
final class TemporaryFolder {
    let path: String

    init() throws {
        // In memory where that is possible: thousands of damaged files must not wait for a disk.
        let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm/" : NSTemporaryDirectory()
        path = parent + "formats-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and returns its path.
    @discardableResult
    func put(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    @discardableResult
    func put(_ name: String, _ text: String) throws -> String { try put(name, Array(text.utf8)) }

    /// A copy of a fixture folder, to be damaged.
    func copy(_ fixture: String) throws -> String {
        try FileManager.default.copyItem(atPath: Fixture.path(fixture), toPath: file(fixture))
        return file(fixture)
    }

    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }

    /// The words of the error that `body` throws, without the folder's path.
    func words(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "no error"
        } catch let error as FormatError {
            return error.description.replacingOccurrences(of: path + "/", with: "")
        } catch {
            return "another error: \(error)"
        }
    }
}

/// A small generator with a seed (SplitMix64, Steele, Lea and Flood 2014).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
