import LocalEngine
import Provenance
import Testing

struct SourceAuditTests {
    private let prompts = ["what is it", "where is the river", "does salt boil"]

    @Test func aModelThatIsTheSameKeepsEveryAnswer() throws {
        let engine = try TinyEngine.engine()
        let audit = SourceAudit(maximumTokens: 6)
        let observations = try #require(try audit.observe(prompts, engine: engine) { _ in .more })
        #expect(observations.map(\.prompt) == prompts)
        let names = TinyEngine.manifest.sources.map(\.name)
        #expect(observations.allSatisfy { $0.tag.map(names.contains) ?? false })
        let line = try #require(try audit.line(without: "LORE", observations: observations, engine: engine) { _ in .more })
        #expect(line.changed.hits == 0 && line.kept.hits == line.kept.count)
        #expect(line.changed.count + line.kept.count == prompts.count)
    }

    @Test func askedToStopItHasNoObservations() throws {
        #expect(try SourceAudit(maximumTokens: 6).observe(prompts, engine: TinyEngine.engine()) { _ in .stop } == nil)
    }
}
