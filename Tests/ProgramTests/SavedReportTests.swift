import Foundation
import Testing

/// `debuglm eval --from`: a saved report is shown again without a model.
struct SavedReportTests {
    private static let report = """
        {"model":"m <b>","seed":7,"rows":2,"seconds":1.5,"sources":{},"confusion":{"LORE":{"LORE":2}},"utility":{},
         "overall":{"tracing_accuracy":{"share":1,"hits":2,"count":2,"low":1,"high":1},"probe_accuracy_after":{}}}
        """

    /// A new folder that holds `report.json`.
    private func folder(_ text: String = report) throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("report-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/report.json"))
        return path
    }

    @Test func itIsPrintedAndWrittenAgain() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let files = ["--html", folder + "/page.html", "--save", folder + "/again.json"]
        let result = try run(BuiltPrograms.debuglm, ["eval", "--from", folder + "/report.json"] + files)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("tracing accuracy %"))
        let page = try String(contentsOfFile: folder + "/page.html", encoding: .utf8)
        #expect(page.contains("m &lt;b&gt;") && page.contains("</html>"))
        let again = try run(BuiltPrograms.debuglm, ["eval", "--json", "--from", folder + "/again.json"])
        let first = try run(BuiltPrograms.debuglm, ["eval", "--json", "--from", folder + "/report.json"])
        #expect(!again.output.isEmpty && again.output == first.output)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["again.json", "page.html", "report.json"])
    }

    @Test func aBrokenReportIsNamed() throws {
        let folder = try folder("{\"model\":")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let result = try run(BuiltPrograms.debuglm, ["eval", "--from", folder + "/report.json"])
        #expect(result.exited && result.status == 1)
        #expect(result.errors.contains("report.json"))
    }

    @Test func aMissingFolderIsFoundBeforeTheWork() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = ["eval", "--from", folder + "/report.json", "--html", folder + "/none/page.html"]
        let result = try run(BuiltPrograms.debuglm, arguments)
        #expect(result.exited && result.status == 1)
        #expect(result.output.isEmpty && result.errors.contains("none/page.html"))
    }

    @Test func aModelBesideASavedReportIsWrongUsage() throws {
        for arguments in [["eval", "--from", "r.json", "--model", "m.gguf"], ["eval"], ["eval", "--from", "r.json", "--baselines", "d"]] {
            let result = try run(BuiltPrograms.debuglm, arguments)
            #expect(result.exited && result.status == 2, "\(arguments)")
        }
    }
}
