import Provenance

extension Workspace {
    /// Checks the sources that rules and breakpoints name, and takes over the manifest's spelling of them: names are read
    /// whatever their case, and from here on compared as they are spelled.
    ///
    /// - Throws: `WorkspaceError` naming the file of rules or of breakpoints.
    public mutating func useSources(of manifest: Manifest) throws {
        try validateRules(for: manifest)
        for index in rules.rules.indices {
            rules.rules[index].source = try manifest.resolve([rules.rules[index].source], refusable: false)[0].name
        }
        let names = manifest.sources.map(\.name)
        for index in breakpoints.indices {
            do {
                breakpoints[index].condition = try Breakpoint.Condition(parsing: breakpoints[index].condition.description, sources: names)
            } catch {
                throw WorkspaceError(file: breakpointsPath, place: "breakpoint \(index + 1)", problem: "\(error)")
            }
        }
    }

    /// Puts another base model in the place of the workspace's own. The workspace's command brings its own base, so it is no
    /// advice for a missing one any more.
    public mutating func useModel(_ path: String) {
        modelPath = path
        obtainCommand = nil
    }
}
