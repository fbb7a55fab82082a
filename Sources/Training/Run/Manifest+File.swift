import Foundation
import Provenance

extension Manifest {
    /// The text of `provenance.json`.
    func fileBytes() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }

    /// Reads the manifest that stands in an adapter's folder.
    ///
    /// - Throws: `TrainingError.unreadable`, which names the file.
    init(besideAdapter folder: String) throws {
        let path = "\(folder)/provenance.json"
        func unreadable(_ reason: String) -> TrainingError { .unreadable(file: path, reason: reason) }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw unreadable("it is missing; it says which row of the adapter is which tag")
        }
        do {
            self = try JSONDecoder().decode(Manifest.self, from: data)
            try validate()
        } catch let error as ProvenanceError {
            throw unreadable("\(error)")
        } catch {
            throw unreadable("it is not a manifest")
        }
    }
}
