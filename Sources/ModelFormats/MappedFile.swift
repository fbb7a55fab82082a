import Foundation

/// A regular file mapped into memory, read-only, for as long as the object lives.
///
/// Pages are read on first use and shared with every other process that maps the file. Programs that replace model files must write aside
/// and rename, as `AtomicFile` does: the mapping then keeps the old content. Cutting a file in place while it is mapped ends the process.
public final class MappedFile: @unchecked Sendable {
    /// The path as it was given.
    public let path: String
    /// The whole file; at least one byte, aligned to a memory page. Valid while this object lives: see `withBytes`.
    public let bytes: UnsafeRawBufferPointer

    /// - Throws: `FormatError` when the file is missing, empty, a folder or another kind of non-file, or cannot be read.
    public init(path: String) throws {
        self.path = path
        // A named pipe would block a plain open until somebody writes to it.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw FormatError.system("cannot be opened", file: path, number: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw FormatError.system("cannot be examined", file: path, number: errno)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw FormatError(file: path, problem: "is a folder, not a file")
        default: throw FormatError(file: path, problem: "is not a regular file")
        }
        guard status.st_size > 0 else {
            throw FormatError(file: path, problem: "is empty", advice: "download or copy it again")
        }
        let count = Int(status.st_size)
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw FormatError.system("cannot be mapped into memory", file: path, number: errno)
        }
        bytes = UnsafeRawBufferPointer(start: start, count: count)
    }

    /// Calls `body` with the bytes and keeps the file mapped until it returns, which a last use of `bytes` alone does not.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) { try body(bytes) }
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    }
}
