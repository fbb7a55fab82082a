import Provenance
import Testing

/// A model beside its base, a plain fine-tune, another form of refusal.
struct CompanionTests {
    private func table() throws -> ArraySlice<String> {
        let lines = EvaluationText.lines(SampleReport.compared())
        return lines[try #require(lines.firstIndex(of: "side by side, on the same rows and questions"))...]
    }

    @Test func theModelItselfIsTheFirstColumn() throws {
        let report = SampleReport.compared()
        let own = try #require(report.beside?.first)
        #expect(own.figures == report.overall && own.utility["WORLD"]?.exactMatch == report.utility["WORLD"]?.exactMatch)
    }

    @Test func utilityStandsSideBySide() throws {
        let table = try table()
        #expect(table.contains { $0.split(separator: " ") == ["perplexity", "3.21", "9.87"] })
        #expect(table.contains { $0.split(separator: " ") == ["WORLD", "exact", "%", "11.9", "18.6"] })
        #expect(table.contains { $0.split(separator: " ") == ["WORLD", "ROUGE-L", "0.123", "0.222"] })
    }

    @Test func aModelWithoutTagsHasNoRefusals() throws {
        let table = try table()
        #expect(table.contains { $0.split(separator: " ") == ["refusal", "form", "tag", "first", "-"] })
        #expect(table.contains { $0.split(separator: " ") == ["refusal", "hit", "%", "98.1", "-"] })
    }

    @Test func thePageNamesTheModels() throws {
        let page = try ParsedPage(EvaluationPage.html(SampleReport.compared()))
        for text in ["this model", "file.gguf", "9.87", "11 of 59"] { #expect(page.text.contains(text), "\(text)") }
    }
}
