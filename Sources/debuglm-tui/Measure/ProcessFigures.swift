import Foundation

/// What a running process has used so far, as Linux accounts it.
struct ProcessFigures {
    let process: pid_t

    /// Processor time of all its threads, in seconds; nil once it is gone.
    var processorSeconds: Double? {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// Processor time of its first thread, the one that owns the terminal, and how long that thread was ready and waited for a
    /// processor, both in seconds.
    var terminalThread: (busy: Double, waiting: Double)? {
        // The first two numbers of the file, in nanoseconds.
        guard let text = try? String(contentsOfFile: "/proc/\(process)/task/\(process)/schedstat", encoding: .utf8) else { return nil }
        let numbers = text.split(separator: " ").compactMap { Double($0) }
        return numbers.count > 1 ? (numbers[0] * 1e-9, numbers[1] * 1e-9) : nil
    }

    /// Resident memory that belongs to it alone, in bytes: without files that are mapped, which the system may drop and read again.
    var ownBytes: Int? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8) else { return nil }
        let pages = text.split(separator: " ").compactMap { Int($0) }
        return pages.count > 2 ? (pages[1] - pages[2]) * Int(sysconf(Int32(_SC_PAGESIZE))) : nil
    }
}
