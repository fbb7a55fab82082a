import Foundation

/// A file that appears under its name whole or not at all.
///
/// Bytes go to a hidden file in the same folder; `commit` syncs it and renames it over the old one, which stays as it was until then.
/// A writer that is dropped before `commit` leaves nothing behind.
public final class AtomicFile {
    public let path: String
    private let temporaryPath: String
    private var descriptor: Int32

    /// - Throws: `FormatError` when the folder is missing or cannot be written.
    public init(path: String) throws {
        self.path = path
        let url = URL(fileURLWithPath: path)
        let name = ".\(url.lastPathComponent.utf8.count > 200 ? "file" : url.lastPathComponent)"
        let unique = String(UInt64.random(in: .min ... .max), radix: 36)
        temporaryPath = url.deletingLastPathComponent().appendingPathComponent("\(name).\(unique).partial").path
        descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw FormatError.system("cannot be written", file: path, number: errno)
        }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(temporaryPath)
    }

    /// Writes a whole file.
    public static func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws {
        let file = try AtomicFile(path: path)
        try file.write(bytes)
        try file.commit()
    }

    public static func write(_ bytes: [UInt8], to path: String) throws {
        try bytes.withUnsafeBytes { try write($0, to: path) }
    }

    public static func write(_ text: String, to path: String) throws {
        try write(Array(text.utf8), to: path)
    }

    /// Appends bytes. Small pieces should be gathered by the caller: each call is a system call.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            let written = Foundation.write(descriptor, piece.baseAddress, piece.count)
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else {
                throw FormatError.system("cannot be written", file: path, number: written < 0 ? errno : EIO)
            }
            rest = rest.dropFirst(written)
        }
    }

    public func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    /// Puts the file under its name. Nothing may be written afterwards.
    public func commit() throws {
        guard descriptor >= 0 else { return }
        guard fsync(descriptor) == 0 else {
            throw FormatError.system("cannot be written", file: path, number: errno)
        }
        guard rename(temporaryPath, path) == 0 else {
            throw FormatError.system("cannot be written", file: path, number: errno)
        }
        close(descriptor)
        descriptor = -1
        syncFolder()
    }

    /// Makes the new name survive a power cut. Some file systems cannot, which is no reason to fail.
    private func syncFolder() {
        let folder = open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}
