import Foundation
import Provenance

/// One line on standard error that tells how far long work has come: a bar on a terminal, a line every ten seconds elsewhere.
final class ProgressLine {
    private let onTerminal = isatty(STDERR_FILENO) == 1
    private let start = ContinuousClock.now
    private var last: ContinuousClock.Instant?
    private let title: String

    init(_ title: String) {
        // A stage's name comes from a file, and the line goes to the terminal as it is.
        self.title = VisibleText.of(title)
    }

    /// - Parameters:
    ///   - fraction: 0...1.
    ///   - detail: figures behind the bar.
    func show(_ fraction: Double, detail: String) {
        let now = ContinuousClock.now
        let pause: Duration = onTerminal ? .milliseconds(100) : .seconds(10)
        if let last, now - last < pause, fraction < 1 { return }
        last = now
        let elapsed = now - start
        let left = fraction > 0 ? elapsed * ((1 - fraction) / fraction) : .zero
        let text = "\(title) \(Self.bar(fraction)) \(VisibleText.of(detail))  \(Self.clock(elapsed)) gone, \(Self.clock(left)) left"
        Console.status(onTerminal ? "\r\u{1B}[K\(text)" : text + "\n")
    }

    /// Leaves the line on a terminal, so that what follows starts on a new one.
    func finish() {
        if onTerminal, last != nil { Console.status("\n") }
    }

    static func bar(_ fraction: Double, width: Int = 24) -> String {
        let filled = Int((min(1, max(0, fraction)) * Double(width)).rounded())
        let percent = String(format: "%3d%%", Int(min(1, max(0, fraction)) * 100))
        return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled) + " " + percent
    }

    static func clock(_ duration: Duration) -> String {
        let seconds = Int(duration.components.seconds)
        return seconds >= 3600
            ? String(format: "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
            : String(format: "%d:%02d", seconds / 60, seconds % 60)
    }
}
