import Foundation

/// A Hugging Face model folder.
///
/// How tensors are found:
/// 1. `model.safetensors.index.json`, when it is there, says which shard holds which tensor (`weight_map`).
/// 2. A shard is named by a plain file name in the same folder, and must exist.
/// 3. Every tensor must be in the shard that it is mapped to. Tensors of a shard that are not in the map are ignored.
/// 4. Without an index, `model.safetensors` holds everything.
/// 5. A folder with neither is refused; one with `pytorch_model.bin` alone is named as such.
public struct CheckpointFolder: Sendable {
    public let path: String
    /// `config.json`.
    public let configuration: JSONObject
    /// `tokenizer.json`, when there is one.
    public let tokenizerPath: String?
    /// Every tensor, shard by shard, also those of types that are not supported.
    public let listing: [TensorListing]
    private let files: [SafetensorsFile]
    /// Indices into `files` by tensor name.
    private let owners: [String: Int]

    /// - Throws: `FormatError`, which names the file inside the folder.
    public init(path: String) throws {
        self.path = path
        let folder = FolderReader(path: path)
        try folder.requireFolder()
        configuration = try JSONObject(path: folder.require("config.json", advice: "give a Hugging Face model folder or a .gguf file"))
        tokenizerPath = folder.optional("tokenizer.json")
        if let index = folder.optional("model.safetensors.index.json") {
            (files, owners) = try Self.shards(index: JSONObject(path: index), folder: folder)
        } else {
            let advice =
                folder.optional("pytorch_model.bin") == nil
                ? "give a Hugging Face model folder" : "convert pytorch_model.bin to safetensors first"
            let file = try SafetensorsFile(path: folder.require("model.safetensors", advice: advice))
            files = [file]
            owners = Dictionary(file.tensorNames.map { ($0, 0) }) { first, _ in first }
        }
        let owners = owners
        listing = files.enumerated().flatMap { position, file in file.listing.filter { owners[$0.name] == position } }
    }

    /// Names of all tensors, shard by shard.
    public var tensorNames: [String] { listing.map(\.name) }

    public func contains(_ name: String) -> Bool { owners[name] != nil }

    /// - Throws: `FormatError` when there is no such tensor, or its type is not supported.
    public func tensor(_ name: String) throws -> StoredTensor {
        guard let owner = owners[name] else {
            throw FormatError(
                file: path, place: "tensor \(FormatError.quoted(name))", problem: "is in none of the folder's safetensors files")
        }
        return try files[owner].tensor(name)
    }

    private static func shards(index: JSONObject, folder: FolderReader) throws -> ([SafetensorsFile], [String: Int]) {
        let map = try index.object("weight_map")
        var files: [SafetensorsFile] = []
        var names: [Set<String>] = []
        var positions: [String: Int] = [:]
        var owners: [String: Int] = [:]
        for name in map.keys {
            let shard = try map.string(name)
            let position: Int
            if let known = positions[shard] {
                position = known
            } else {
                guard !shard.isEmpty, !shard.contains("/"), !shard.hasPrefix(".") else {
                    throw map.problem(name, "names a shard \(FormatError.quoted(shard)), which is not a plain file name")
                }
                let file = try SafetensorsFile(path: folder.require(shard, advice: "it is a shard named by \(index.file); download it too"))
                position = files.count
                files.append(file)
                names.append(Set(file.tensorNames))
                positions[shard] = position
            }
            guard names[position].contains(name) else {
                throw map.problem(name, "is said to be in \(FormatError.quoted(shard)), which does not hold it")
            }
            owners[name] = position
        }
        return (files, owners)
    }
}

/// Finds files inside a folder.
struct FolderReader {
    let path: String

    func requireFolder() throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw FormatError.system("cannot be opened", file: path, number: ENOENT)
        }
        guard isFolder.boolValue else { throw FormatError(file: path, problem: "is a file, not a folder") }
    }

    func optional(_ name: String) -> String? {
        let file = member(name)
        return FileManager.default.fileExists(atPath: file) ? file : nil
    }

    func require(_ name: String, advice: String) throws -> String {
        guard let file = optional(name) else {
            throw FormatError(file: member(name), problem: "is missing", advice: advice)
        }
        return file
    }

    func member(_ name: String) -> String {
        URL(fileURLWithPath: path, isDirectory: true).appendingPathComponent(name).relativePath
    }
}
