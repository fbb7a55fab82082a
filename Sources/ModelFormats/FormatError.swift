import Foundation

/// What is wrong with a model file, where, and what to do about it.
///
/// `description` is one sentence that names file and place. Everything that comes from outside (paths, tensor names) is shown with
/// control characters spelled out, so that a message may be printed to a terminal as it is.
public struct FormatError: Error, CustomStringConvertible, Equatable, Sendable {
    /// The file or folder, as its path was given.
    public let file: String
    /// The spot inside the file ("tensor 'a', byte 64"), or nil when the file as a whole is meant.
    public let place: String?
    /// What is wrong there.
    public let problem: String
    /// The next step, or nil when the problem says it all.
    public let advice: String?

    public init(file: String, place: String? = nil, problem: String, advice: String? = nil) {
        self.file = file
        self.place = place
        self.problem = problem
        self.advice = advice
    }

    public var description: String {
        let start = [file, place].compactMap { $0 }.map(Self.visible).joined(separator: ", ")
        let end = [problem, advice].compactMap { $0 }.map(Self.visible).joined(separator: "; ")
        return "\(start): \(end)."
    }

    /// `name` in quotes, cut when it is long: names come from the file and may be anything.
    package static func quoted(_ name: String) -> String {
        let limit = 80
        return name.count <= limit ? "'\(name)'" : "'\(name.prefix(limit))…'"
    }

    /// A failed system call on `file`; `number` is its `errno`.
    package static func system(_ action: String, file: String, number: Int32) -> FormatError {
        let advice: String? =
            switch number {
            case ENOSPC, EDQUOT: "free some space and try again"
            case EACCES, EPERM: "check the permissions"
            case EROFS: "choose a folder that can be written"
            case ENOENT: "check the path"
            default: nil
            }
        return FormatError(file: file, problem: "\(action): \(String(cString: strerror(number)))", advice: advice)
    }

    /// Spells out control and invisible formatting characters, which would act on a terminal.
    private static func visible(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            default:
                result.append(scalar)
            }
        }
        return String(result)
    }
}
