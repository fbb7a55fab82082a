import Foundation

/// Keeps a second training out of a folder while one writes to it. The system gives the lock back when the process ends, however it ends.
package final class OutputLock {
    private let descriptor: Int32

    /// A training that was killed keeps its lock until the system has taken its memory back, and is often started again at once.
    private static let patience = (tries: 20, microseconds: UInt32(50_000))

    /// - Parameter folder: made when it is missing.
    /// - Throws: `TrainingError.checkpoint` when another training holds the folder, or it cannot be written.
    package init(folder: String) throws {
        let path = URL(fileURLWithPath: folder).appendingPathComponent(".lock").path
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw TrainingError.checkpoint(
                path: folder, reason: "the folder cannot be made; give another `out`, or take away what stands there")
        }
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw TrainingError.checkpoint(
                path: folder, reason: "cannot be written: \(String(cString: strerror(errno))); give another `out`")
        }
        for _ in 0..<Self.patience.tries {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
            // A file system without locks is no reason to refuse the training; two at once are.
            guard errno == EWOULDBLOCK || errno == EINTR else { return }
            usleep(Self.patience.microseconds)
        }
        close(descriptor)
        throw TrainingError.checkpoint(
            path: folder, reason: "another training is writing here; wait for it, stop it, or give another `out`")
    }

    deinit { close(descriptor) }
}
