import Foundation

/// Whole files in and out, with typed errors and writes that never leave half a file.
public enum TextFile {
    /// Reads a file.
    ///
    /// - Throws: `WorkspaceError` naming the file when it is missing, a folder, or not readable.
    public static func read(_ path: String) throws -> Data {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw WorkspaceError(file: path, problem: "there is no such file")
        }
        guard !isFolder.boolValue else { throw WorkspaceError(file: path, problem: "this is a folder, not a file") }
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw WorkspaceError(file: path, problem: "it cannot be read: \(error.localizedDescription)")
        }
    }

    /// Makes sure that nothing stands at a path that a person named for something new.
    ///
    /// - Throws: `WorkspaceError`.
    public static func requireFree(_ path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw WorkspaceError(file: path, problem: "the file stands there already", advice: "choose another name, or take it away first")
        }
    }

    /// Writes a file aside, syncs it to the disk and renames it into place: readers see the old text or the new one.
    ///
    /// A symbolic link stays one, and its target is what is written; an old file's permissions are kept. A device, a pipe or a
    /// terminal is written to as it is.
    ///
    /// - Throws: `WorkspaceError`; the old file then stands as it was and nothing is left behind.
    public static func write(_ data: Data, to link: String) throws {
        if isStream(link) { return try writeThrough(data, link) }
        let path = URL(fileURLWithPath: link).resolvingSymlinksInPath().path
        let existed = FileManager.default.fileExists(atPath: path)
        let aside = path + ".\(ProcessInfo.processInfo.processIdentifier).aside"
        func failure(_ doing: String, _ number: Int32 = errno) -> WorkspaceError {
            let reason = String(cString: strerror(number))
            unlink(aside)
            return WorkspaceError(file: link, problem: "\(doing) failed: \(reason)", advice: existed ? "the file stands as it was" : nil)
        }
        let descriptor = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure("writing") }
        var old = stat()
        // Where the system refuses, the file is as readable as a new one.
        if stat(path, &old) == 0 { _ = fchmod(descriptor, old.st_mode & 0o7777) }
        let refused = write(data, onto: descriptor)
        guard refused == 0 else {
            close(descriptor)
            throw failure("writing", refused)
        }
        guard fsync(descriptor) == 0 else {
            let error = failure("syncing to disk")
            close(descriptor)
            throw error
        }
        close(descriptor)
        guard rename(aside, path) == 0 else { throw failure("renaming into place") }
    }

    /// Whether something is written to rather than replaced: no regular file, or one of this program's own descriptors.
    private static func isStream(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        let kind = status.st_mode & S_IFMT
        return (kind != S_IFREG && kind != S_IFDIR) || ["/dev/std", "/dev/fd/", "/proc/"].contains { path.hasPrefix($0) }
    }

    private static func writeThrough(_ data: Data, _ path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        let number = descriptor < 0 ? errno : write(data, onto: descriptor)
        if descriptor >= 0 { close(descriptor) }
        guard number == 0 else { throw WorkspaceError(file: path, problem: "writing failed: \(String(cString: strerror(number)))") }
    }

    /// Writes all of the data to an open descriptor.
    ///
    /// - Returns: 0, or the system's error number.
    public static func write(_ data: Data, onto descriptor: Int32) -> Int32 {
        data.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = UnsafeRawBufferPointer(rebasing: rest)
                let count = Foundation.write(descriptor, piece.baseAddress, piece.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    return errno
                }
                rest = rest.dropFirst(count)
            }
            return 0
        }
    }
}
