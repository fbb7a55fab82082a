import Provenance

/// The keys of a workspace's YAML files.
enum WorkspaceKeys {
    static let workspace = ["name", "about", "model", "adapter", "manifest", "cases", "rules", "obtain", "maximum_tokens"]
    static let rules = ["rules"]
    static let breakpoints = ["breakpoints"]

    static func nearest(_ name: String, _ keys: [String]) -> String? {
        NearestName.of(name, in: keys)
    }
}
