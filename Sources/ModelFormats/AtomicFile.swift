import Foundation

/// A file that appears under its name whole or not at all.
///
/// Bytes go to a hidden file in the same folder; `commit` syncs it and renames it over the old one, which stays as it was until then.
/// A writer that is dropped before `commit` leaves nothing behind; what one leaves that was killed, the next one for the same name takes
/// away. A device or a pipe is written to as it is.
public final class AtomicFile {
    public let path: String
    /// Nil when bytes go straight to `path`.
    private let temporaryPath: String?
    private var descriptor: Int32

    /// - Throws: `FormatError` when the folder is missing or cannot be written.
    public init(path: String) throws {
        self.path = path
        if Self.isStream(path) {
            temporaryPath = nil
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
        } else {
            let url = URL(fileURLWithPath: path)
            let folder = url.deletingLastPathComponent()
            let name = ".\(url.lastPathComponent.utf8.count > 200 ? "file" : url.lastPathComponent)"
            Self.removeLeftovers(folder, name)
            let unique = String(UInt64.random(in: .min ... .max), radix: 36)
            let temporary = folder.appendingPathComponent("\(name).\(getpid()).\(unique).partial").path
            temporaryPath = temporary
            descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        }
        guard descriptor >= 0 else {
            throw FormatError.system("cannot be written", file: path, number: errno)
        }
    }

    /// Whether something is written to rather than replaced: no regular file, or one of this program's own descriptors.
    private static func isStream(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        let kind = status.st_mode & S_IFMT
        return (kind != S_IFREG && kind != S_IFDIR) || ["/dev/std", "/dev/fd/", "/proc/"].contains { path.hasPrefix($0) }
    }

    /// Takes away what processes that are gone left of the same file: `.NAME.PROCESS.UNIQUE.partial`.
    private static func removeLeftovers(_ folder: URL, _ name: String) {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for file in files where file.hasPrefix(name + ".") && file.hasSuffix(".partial") {
            let parts = file.dropFirst(name.count + 1).split(separator: ".")
            guard parts.count == 3, let process = pid_t(parts[0]), process > 0, kill(process, 0) != 0, errno == ESRCH else { continue }
            unlink(folder.appendingPathComponent(file).path)
        }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if let temporaryPath { unlink(temporaryPath) }
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
        guard let temporaryPath else {
            close(descriptor)
            descriptor = -1
            return
        }
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
