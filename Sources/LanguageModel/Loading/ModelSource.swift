import Foundation
import ModelFormats
import Tokenization

/// A model's files, opened and not yet read: settings, names of tensors, tensors by name.
public enum ModelSource: Sendable {
    case gguf(GGUFFile)
    case huggingFace(CheckpointFolder)

    /// Opens a GGUF file or a Hugging Face folder, told apart by content: a folder is a checkpoint, a file must be GGUF.
    ///
    /// - Throws: `FormatError` naming the file and the place.
    public init(path: String) throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            self = .huggingFace(try CheckpointFolder(path: path))
        } else {
            self = .gguf(try GGUFFile(path: path))
        }
    }

    public var path: String {
        switch self {
        case .gguf(let file): file.path
        case .huggingFace(let folder): folder.path
        }
    }

    /// The architecture's name as the files state it: `general.architecture` or `model_type`.
    public var architecture: String {
        get throws {
            switch self {
            case .gguf(let file): try file.required("general.architecture", \.string)
            case .huggingFace(let folder): try folder.configuration.string("model_type")
            }
        }
    }

    /// Every tensor of the files.
    public var listing: [TensorListing] {
        switch self {
        case .gguf(let file): file.listing
        case .huggingFace(let folder): folder.listing
        }
    }

    func tensor(_ name: String) throws -> StoredTensor {
        switch self {
        case .gguf(let file): try file.tensor(name)
        case .huggingFace(let folder): try folder.tensor(name)
        }
    }

    /// The tokenizer that came with the model.
    func tokenizer() throws -> Tokenizer {
        switch self {
        case .gguf(let file): try Tokenizer(gguf: file)
        case .huggingFace(let folder): try Tokenizer(contentsOf: folder.path)
        }
    }
}
