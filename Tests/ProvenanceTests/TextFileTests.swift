import Foundation
import Testing
import Workspaces

/// Files are replaced; what is no file is written to.
@Suite struct TextFileTests {
    @Test func aPipeIsWrittenToAndNotReplaced() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/pipe"
        #expect(mkfifo(path, 0o600) == 0)
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        try TextFile.write(Data("through".utf8), to: path)
        var bytes = [UInt8](repeating: 0, count: 16)
        #expect(read(reader, &bytes, 16) == 7)
        #expect(String(decoding: bytes.prefix(7), as: UTF8.self) == "through")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["pipe"])
    }

    @Test func aDeviceThatTakesNothingIsAnErrorAndStaysADevice() {
        #expect { try TextFile.write(Data("x".utf8), to: "/dev/full") } throws: { "\($0)".contains("No space left") }
        var status = stat()
        #expect(stat("/dev/full", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    }
}
