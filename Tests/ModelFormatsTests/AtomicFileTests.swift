import Foundation
import ModelFormats
import Testing

/// Files appear whole or not at all.
@Suite struct AtomicFileTests {
    @Test func theOldFileStaysUntilTheCommit() throws {
        let temporary = try TemporaryFolder()
        let path = try temporary.put("a", "old")
        let file = try AtomicFile(path: path)
        try file.write(Array("new".utf8))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
        try file.commit()
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
        #expect(try temporary.names == ["a"])
    }

    /// A process of that number cannot be: Linux ends below.
    @Test func whatAKilledProcessLeftIsTakenAway() throws {
        let temporary = try TemporaryFolder()
        _ = try temporary.put(".a.999999999.abc.partial", "half")
        _ = try temporary.put(".a.\(getpid()).abc.partial", "under way")
        _ = try temporary.put(".b.999999999.abc.partial", "another's")
        try AtomicFile.write("new", to: temporary.file("a"))
        #expect(try temporary.names.sorted() == [".a.\(getpid()).abc.partial", ".b.999999999.abc.partial", "a"])
    }

    @Test func aPipeIsWrittenToAndNotReplaced() throws {
        let temporary = try TemporaryFolder()
        let path = temporary.file("pipe")
        #expect(mkfifo(path, 0o600) == 0)
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        try AtomicFile.write("through", to: path)
        var bytes = [UInt8](repeating: 0, count: 16)
        #expect(read(reader, &bytes, 16) == 7)
        #expect(String(decoding: bytes.prefix(7), as: UTF8.self) == "through")
        #expect(try temporary.names == ["pipe"])
    }

    @Test func aDroppedFileLeavesNothing() throws {
        let temporary = try TemporaryFolder()
        do {
            let file = try AtomicFile(path: temporary.file("a"))
            try file.write([1, 2, 3])
            #expect(try temporary.names.count == 1)
        }
        #expect(try temporary.names.isEmpty)
    }

    @Test func aMappingOfTheOldFileKeepsItsContent() throws {
        let temporary = try TemporaryFolder()
        let path = try temporary.put("a", "old")
        let mapped = try MappedFile(path: path)
        try AtomicFile.write("new content", to: path)
        #expect(mapped.withBytes { [UInt8]($0) } == Array("old".utf8))
    }

    @Test func aMissingFolderIsNamed() throws {
        let temporary = try TemporaryFolder()
        #expect(
            temporary.words { try AtomicFile.write("x", to: temporary.file("none/a")) }
                == "none/a: cannot be written: No such file or directory; check the path.")
    }

    @Test func aFolderInTheWayIsNamedAndNothingIsLeft() throws {
        let temporary = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: temporary.file("a"), withIntermediateDirectories: false)
        #expect(temporary.words { try AtomicFile.write("x", to: temporary.file("a")) } == "a: cannot be written: Is a directory.")
        #expect(try temporary.names == ["a"])
    }

    @Test func aFullDiskIsNamed() {
        let error = FormatError.system("cannot be written", file: "model.gguf", number: ENOSPC)
        #expect(error.description == "model.gguf: cannot be written: No space left on device; free some space and try again.")
    }
}

/// Files that cannot be mapped.
@Suite struct MappedFileTests {
    @Test func everyKindOfWrongFileIsNamed() throws {
        let temporary = try TemporaryFolder()
        try temporary.put("empty", "")
        mkfifo(temporary.file("pipe"), 0o600)
        let expected = [
            "none": "none: cannot be opened: No such file or directory; check the path.",
            "empty": "empty: is empty; download or copy it again.",
            "pipe": "pipe: is not a regular file.",
        ]
        for (name, words) in expected {
            #expect(temporary.words { _ = try MappedFile(path: temporary.file(name)) } == words)
        }
        #expect(temporary.words { _ = try MappedFile(path: temporary.path + "/") } == ": is a folder, not a file.")
    }
}
