/// The stages that a training run has been through and where each one's result is kept; `stages.json` in the run's folder.
public struct StageList: Sendable, Hashable, Codable {
    public struct Kept: Sendable, Hashable, Codable {
        public var name: String
        /// Names of the sources that it taught, `GENERAL` among them when it took part.
        public var sources: [String]
        /// A model or adapter with its manifest, relative to the folder of the list; `.` for that folder itself.
        public var folder: String

        public init(name: String, sources: [String], folder: String) {
            self.name = name
            self.sources = sources
            self.folder = folder
        }

        /// The folder, given the list's.
        public func path(in run: String) -> String {
            folder == "." ? run : "\(run)/\(folder)"
        }
    }

    public static let fileName = "stages.json"

    /// In the order of training.
    public var stages: [Kept]

    public init(stages: [Kept]) {
        self.stages = stages
    }
}
