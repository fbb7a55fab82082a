import Compute
import Foundation
import ModelFormats
import Testing

/// Damaged files give errors or other values, never a trap.
@Suite struct RobustnessTests {
    /// Reads everything a file offers.
    private func useGGUF(_ path: String) throws {
        let file = try GGUFFile(path: path)
        for value in file.metadata.values {
            _ = (value.string, value.int, value.float, value.strings, value.ints, value.floats)
        }
        for tensor in file.tensors.values {
            _ = try? tensor.matrix()
            _ = try? tensor.floats()
        }
    }

    private func useSafetensors(_ path: String) throws {
        let file = try SafetensorsFile(path: path)
        for tensor in file.tensors.values {
            _ = try? tensor.matrix()
            _ = try? tensor.floats()
        }
    }

    private func use(_ fixture: String, _ path: String) -> Bool {
        do {
            try fixture.hasSuffix(".gguf") ? useGGUF(path) : useSafetensors(path)
            return true
        } catch {
            if !(error is FormatError) { Issue.record("\(error)") }
            return false
        }
    }

    @Test(arguments: ["tiny.gguf", "tiny.safetensors"]) func everyTruncationIsAnError(name: String) throws {
        let temporary = try TemporaryFolder()
        let bytes = try Fixture.bytes(name)
        // The last tensor's padding may be missing, as llama.cpp's own files have it.
        let needed = name == "tiny.gguf" ? bytes.count - 8 : bytes.count
        for count in 0..<bytes.count {
            let path = try temporary.put("cut", Array(bytes.prefix(count)))
            if use(name, path) != (count >= needed) { Issue.record("cut at \(count)") }
        }
    }

    @Test(arguments: ["tiny.gguf", "tiny.safetensors"]) func randomDamageNeverTraps(name: String) throws {
        let temporary = try TemporaryFolder()
        let bytes = try Fixture.bytes(name)
        var random = SeededGenerator(state: 20_240_605)
        for _ in 0..<2_000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                damaged[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = use(name, try temporary.put("damaged", damaged))
        }
    }

    @Test func extremeIntegersAtEveryPlaceNeverTrap() throws {
        let temporary = try TemporaryFolder()
        let bytes = try Fixture.bytes("tiny.gguf")
        for extreme in [UInt64.max, UInt64(Int.max), 1 << 62] {
            for start in stride(from: 4, to: bytes.count - 8, by: 1) {
                var damaged = bytes
                damaged.replaceSubrange(start..<start + 8, with: little(extreme))
                _ = use("tiny.gguf", try temporary.put("damaged", damaged))
            }
        }
    }

    @Test(arguments: ["adapter_config.json", "adapter_model.safetensors"]) func damagedAdaptersNeverTrap(name: String) throws {
        let temporary = try TemporaryFolder()
        let path = try temporary.copy("adapter-untied")
        let bytes = try Fixture.bytes("adapter-untied/\(name)")
        var random = SeededGenerator(state: 20_240_606)
        for _ in 0..<500 {
            var damaged = bytes
            damaged[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            try temporary.put("adapter-untied/\(name)", damaged)
            do {
                _ = try AdapterFolder(path: path)
            } catch {
                if !(error is FormatError) { Issue.record("\(error)") }
            }
        }
    }
}
