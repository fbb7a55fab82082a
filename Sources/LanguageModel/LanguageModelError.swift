/// What can be wrong with a model, an adapter or a request to a session.
public enum LanguageModelError: Error, Hashable, Sendable {
    /// No constructor for this architecture; `known` are the names that have one.
    case unknownArchitecture(name: String, known: [String], path: String)
    /// A setting is absent, out of range, or asks for something that is not implemented.
    case unusableSetting(key: String, problem: String, path: String)
    case missingTensors(names: [String], path: String)
    /// Tensors that the architecture has no place for: the file is not what its settings say.
    case unusedTensors(names: [String], path: String)
    /// Shapes are outermost dimension first.
    case wrongShape(tensor: String, found: [Int], expected: [Int], path: String)
    case unusableTensor(name: String, problem: String, path: String)
    /// The adapter was made for another base, or asks for something that is not implemented.
    case unusableAdapter(problem: String, path: String)
    case tokenOutsideVocabulary(id: Int, vocabularySize: Int)
    case contextFull(needed: Int, limit: Int)
    case unknownSequence
    /// A row or range that does not fit its sequence.
    case invalidRequest(String)
    /// Every token is banned, or the logits are not numbers.
    case nothingToSample
    /// The system has no memory left for keys and values.
    case noMemory(bytes: Int)
}

extension LanguageModelError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownArchitecture(let name, let known, let path):
            "\(path): unknown architecture '\(name)'; this program knows: \(known.joined(separator: ", "))."
        case .unusableSetting(let key, let problem, let path):
            "\(path): setting '\(key)' \(problem)."
        case .missingTensors(let names, let path):
            "\(path): \(Self.list(names)) missing. The file may be cut or made for another architecture; fetch or convert it again."
        case .unusedTensors(let names, let path):
            "\(path): \(Self.list(names)) not part of this architecture. The file's settings do not describe its contents."
        case .wrongShape(let tensor, let found, let expected, let path):
            "\(path): tensor '\(tensor)' has shape \(found), its settings ask for \(expected)."
        case .unusableTensor(let name, let problem, let path):
            "\(path): tensor '\(name)' \(problem)."
        case .unusableAdapter(let problem, let path):
            "\(path): \(problem)."
        case .tokenOutsideVocabulary(let id, let size):
            "Token \(id) is outside the vocabulary (0 ..< \(size)). Was the prompt encoded for another model or adapter?"
        case .contextFull(let needed, let limit):
            "\(needed) positions are needed and the context holds \(limit). Shorten the prompt or the answer."
        case .unknownSequence:
            "The sequence was released or belongs to another session."
        case .invalidRequest(let problem):
            "\(problem)."
        case .nothingToSample:
            "No token can be chosen: all are banned, or the logits are not numbers."
        case .noMemory(let bytes):
            "The system has no \(bytes) bytes of memory left for keys and values. Shorten the prompt, take --kv f16, or a smaller model."
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(4).map { "'\($0)'" }.joined(separator: ", ")
        let rest = names.count > 4 ? " and \(names.count - 4) more" : ""
        return names.count == 1 ? "tensor \(shown) is" : "tensors \(shown)\(rest) are"
    }
}
