import Foundation
import LanguageModel
import LocalEngine
import Workspaces

extension ModelOptions {
    /// The model with its manifest, ready to be written elsewhere.
    func export() throws -> ModelExport {
        let paths = try resolve()
        let model = try LoadedModel.load(path: paths.modelPath, adapter: paths.adapterPath)
        guard FileManager.default.fileExists(atPath: paths.manifestPath) else {
            Console.error("\(paths.manifestPath) is not there: the copy has no manifest, and is a model without tags")
            return try ModelExport(model: model, manifest: nil)
        }
        let manifest = try Workspace.readManifest(paths.manifestPath)
        return try ModelExport(model: model, manifest: (manifest, [UInt8](TextFile.read(paths.manifestPath))))
    }
}
