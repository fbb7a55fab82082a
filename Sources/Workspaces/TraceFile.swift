import Foundation
import Provenance

/// A saved trace: one JSON object in a file.
public enum TraceFile {
    /// Reads a trace and checks that it holds together.
    ///
    /// - Throws: `WorkspaceError` naming the file and what is wrong with it.
    public static func read(_ path: String) throws -> Trace {
        let data = try TextFile.read(path)
        let trace: Trace
        do { trace = try JSONDecoder().decode(Trace.self, from: data) } catch let error as DecodingError {
            throw WorkspaceError(file: path, problem: "this is not a saved trace: \(error.sentence)")
        }
        let distributions = ([trace.initialTags] + trace.tokens.map(\.tags)).compactMap(\.self)
        guard distributions.allSatisfy({ $0.probabilities.count == trace.sources.count }) else {
            throw WorkspaceError(
                file: path, problem: "a probe has another number of sources than the \(trace.sources.count) that are named")
        }
        if let forced = trace.forcedTokenCount, forced < 0 || forced > trace.tokens.count {
            throw WorkspaceError(file: path, problem: "\(forced) tokens were put in, of \(trace.tokens.count)")
        }
        return trace
    }
}
