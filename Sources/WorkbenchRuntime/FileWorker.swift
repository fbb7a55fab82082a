import Foundation
import Provenance
import Workbench
import Workspaces

/// Reads and writes the workspace's files, one after the other, away from the loop and from the model.
final class FileWorker: @unchecked Sendable {
    private let queue = DispatchQueue(label: "workspace files")
    private let inbox: Inbox
    private let activity: Activity
    private let openWorkspace: @Sendable () throws -> WorkspaceAccess
    // The following belong to the queue.
    private var access: WorkspaceAccess?
    private var fingerprint: [String] = []
    private var timer: (any DispatchSourceTimer)?

    init(inbox: Inbox, activity: Activity, openWorkspace: @escaping @Sendable () throws -> WorkspaceAccess) {
        self.inbox = inbox
        self.activity = activity
        self.openWorkspace = openWorkspace
    }

    /// Opens the workspace and tells `opened` first, so that the engine can be asked for as soon as the message arrives.
    func load(opened: @escaping @Sendable (WorkspaceAccess) -> Void) {
        perform { [self] in
            do {
                var access = try openWorkspace()
                var contents = access.contents
                // The loop has the cases from here on; old ones that were held here would take room for nothing.
                access.contents.cases = []
                self.access = access
                fingerprint = Self.fingerprint(access.watchedFiles)
                watch()
                opened(access)
                contents.session = access.lastSession()
                contents.index = CaseIndex(contents.cases)
                let cases = contents.cases
                inbox.post(.workspaceLoaded(contents))
                contents.index = nil
                if let kept = access.lastVerdicts() { inbox.post(.verdictsRead(ReadVerdicts(kept, for: cases))) }
            } catch {
                inbox.post(.workspaceFailed("\(error)"))
            }
        }
    }

    /// Writes a file of the workspace.
    ///
    /// - Parameter overwrites: what someone else wrote since the last look is then told of and not written over.
    func save(_ job: JobID, overwrites: Bool = false, _ write: @escaping @Sendable (WorkspaceAccess) throws -> String?) {
        answer(job, overwrites: overwrites) { [self] access in
            let kept = try write(access)
            // What this program wrote is no change by others.
            fingerprint = Self.fingerprint(access.watchedFiles)
            return .saved(job, kept: kept)
        }
    }

    /// Does something with files and says what came of it.
    func answer(
        _ job: JobID, overwrites: Bool = false, _ work: @escaping @Sendable (WorkspaceAccess) throws -> Message
    ) {
        perform { [self] in
            guard let access else { return inbox.post(.jobFailed(job, "no workspace is open")) }
            let isChanged = look()
            if isChanged && overwrites {
                return inbox.post(.jobFailed(job, "not saved: the workspace's files were changed on disk just now; look, then save again"))
            }
            do {
                inbox.post(try work(access))
            } catch {
                inbox.post(.jobFailed(job, "\(error)"))
            }
        }
    }

    /// Writes the session down; only a failure is told.
    func keep(_ session: SavedSession) {
        perform { [self] in
            do { try access?.keepSession(session) } catch { inbox.post(.sessionNotKept("\(error)")) }
        }
    }

    /// Writes verdicts down; only a failure is told.
    func keep(_ verdicts: VerdictSnapshot) {
        perform { [self] in
            do { try access?.keepVerdicts(verdicts) } catch { inbox.post(.verdictsNotKept("\(error)")) }
        }
    }

    /// Notes that the tour was begun once. Where that cannot be written, the tour begins once more another day.
    func noteTour() {
        perform { [self] in try? access?.noteTour() }
    }

    /// Waits until everything asked for is written.
    func finish() {
        queue.sync {
            timer?.cancel()
            timer = nil
        }
    }

    private func perform(_ work: @escaping @Sendable () -> Void) {
        activity.begin()
        queue.async { [activity] in
            work()
            activity.end()
        }
    }

    // MARK: Changes by others

    /// Looks every now and then; a poll also sees changes on network folders and by editors that replace the file.
    private func watch() {
        guard access?.watchedFiles.isEmpty == false, timer == nil else { return }
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.schedule(deadline: .now() + 1, repeating: 1, leeway: .milliseconds(300))
        timer.setEventHandler { [weak self] in _ = self?.look() }
        timer.resume()
        self.timer = timer
    }

    /// Tells what someone else changed.
    ///
    /// - Returns: whether anything was.
    private func look() -> Bool {
        guard let access else { return false }
        let now = Self.fingerprint(access.watchedFiles)
        guard now != fingerprint else { return false }
        fingerprint = now
        do {
            inbox.post(.filesChanged(try openWorkspace().contents))
        } catch {
            inbox.post(.filesUnreadable(Self.sentences(error, watched: access.watchedFiles)))
        }
        return true
    }

    /// What is wrong with each file, which its name tells where it is one of those that are looked at.
    private static func sentences(_ error: any Error, watched: [String]) -> [String] {
        let errors = (error as? WorkspaceErrors)?.errors ?? (error as? WorkspaceError).map { [$0] }
        return errors?.map { error in
            var error = error
            if watched.contains(error.file) { error.file = URL(fileURLWithPath: error.file).lastPathComponent }
            return error.description
        } ?? ["\(error)"]
    }

    private static func fingerprint(_ paths: [String]) -> [String] {
        paths.map { path in
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return "none" }
            let date = (attributes[.modificationDate] as? Date)?.timeIntervalSinceReferenceDate ?? 0
            return "\(date) \(attributes[.size] ?? 0)"
        }
    }
}
