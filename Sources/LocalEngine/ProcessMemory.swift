import Foundation

/// Memory as the system accounts it.
public enum ProcessMemory {
    /// The largest resident size this process has had, in bytes; nil where the system does not tell.
    public static var peakResidentBytes: Int? {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
        // Linux reports kilobytes.
        return usage.ru_maxrss * 1024
    }
}
