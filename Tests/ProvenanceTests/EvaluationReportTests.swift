import Foundation
import Provenance
import Testing

struct EvaluationReportTests {
    private func keys(_ value: some Encodable) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(value)) as? [String: Any])
    }

    @Test func aReportComesBackAsItWas() throws {
        let report = SampleReport.report()
        #expect(try JSONDecoder().decode(EvaluationReport.self, from: JSONEncoder().encode(report)) == report)
    }

    @Test func theKeysAreThePromisedOnes() throws {
        let report = try keys(SampleReport.report())
        #expect(Set(report.keys).isSuperset(of: ["overall", "sources", "confusion", "utility", "overlap", "training_rows", "run"]))
        let overall = try #require(report["overall"] as? [String: Any])
        #expect(
            Set(overall.keys) == [
                "tracing_accuracy", "probe_accuracy", "probe_accuracy_after", "calibration", "leak", "refusal_hit", "false_refusal",
                "right_answers", "perplexity", "rouge_l_recall", "baselines",
            ])
        let baselines = try #require(overall["baselines"] as? [String: Any])
        #expect(Set(baselines.keys) == ["bm25", "bag_of_words_prompt", "bag_of_words_prompt_answer"])
    }

    @Test func aReportWithoutTheNewerKeysIsRead() throws {
        let text = """
            {"model":"m","seed":1,"rows":2,"overall":{"probe_accuracy_after":{}},"sources":{},"confusion":{},"utility":{},"seconds":1}
            """
        let report = try JSONDecoder().decode(EvaluationReport.self, from: Data(text.utf8))
        #expect(report.run == nil && report.overlap == nil && report.overall.baselines == nil)
    }

    @Test(arguments: [
        #"{"hits":5,"count":4,"low":0,"high":1}"#, #"{"hits":-1,"count":4,"low":0,"high":1}"#,
        #"{"hits":0,"count":-4,"low":0,"high":1}"#, #"{"hits":1,"count":4,"low":0.5,"high":0.2}"#,
        #"{"hits":1,"count":4,"low":0,"high":7}"#,
    ])
    func whatIsNoRateIsNotRead(text: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Rate.self, from: Data(text.utf8)) }
    }

    @Test func absurdNumbersOfASavedReportAreDrawnAndPrinted() {
        var report = SampleReport.report()
        report.seconds = 1e300
        report.confusion["LORE"] = ["LORE": .max, "MYTHS": .max, "none": .min]
        report.trainingRows = ["LORE": .max, "MYTHS": .max]
        report.overall.calibration?.bins = [
            .init(count: .max, confidence: 1e300, accuracy: -1e300), .init(count: .min, confidence: 0, accuracy: 0),
        ]
        #expect(!EvaluationPage.html(report).isEmpty)
        #expect(!EvaluationText.lines(report).isEmpty)
    }
}
