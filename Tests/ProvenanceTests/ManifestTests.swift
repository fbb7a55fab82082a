import Foundation
import Provenance
import Testing

struct ManifestTests {
    @Test func idsFollowOneAnotherFromTheBaseVocabulary() {
        #expect(sampleManifest.addedTokens.map(\.id) == Array(100..<107))
        #expect(sampleManifest.addedTokenTexts == ["<DEBUG>", "<TAG>", "<REFUSE>", "<TOFU>", "<TQA>", "<MEDQUAD>", "<GENERAL>"])
        #expect(sampleManifest.tagIDs == [103, 104, 105, 106])
    }

    @Test func survivesARoundTripThroughJSON() throws {
        let data = try JSONEncoder().encode(sampleManifest)
        #expect(try JSONDecoder().decode(Manifest.self, from: data) == sampleManifest)
    }

    @Test func generalIsNotRefusable() {
        #expect(throws: ProvenanceError.notRefusable(name: "GENERAL")) { try sampleManifest.resolve(["GENERAL"]) }
    }

    @Test func unknownSourceNamesTheNearest() {
        #expect(
            throws: ProvenanceError.unknownSource(name: "TQB", known: ["TOFU", "TQA", "MEDQUAD", "GENERAL"], nearest: "TQA")
        ) { try sampleManifest.resolve(["TQB"]) }
    }

    @Test func namesAreFoundWhateverTheirCase() throws {
        #expect(try sampleManifest.resolve(["tofu"]).map(\.name) == ["TOFU"])
    }

    @Test func sharedIDsAreRefused() throws {
        var manifest = sampleManifest
        manifest.sources[1].id = 103
        #expect(throws: ProvenanceError.invalidManifest(reason: "tokens <TOFU> and <TQA> share the id 103")) { try manifest.validate() }
    }

    @Test func aNewerFormatIsNamed() {
        var manifest = sampleManifest
        manifest.format = 9
        #expect(throws: ProvenanceError.invalidManifest(reason: "format is 9; this version reads format 1")) { try manifest.validate() }
    }
}
