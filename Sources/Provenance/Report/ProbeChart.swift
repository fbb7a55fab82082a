/// How soon the probes know: accuracy after each quarter of the answer, a panel of the same scale for each source.
///
/// Panels and not one chart: good models' lines lie on one another at 100 %, where no colour or dash tells them apart.
enum ProbeChart {
    static func panels(_ report: EvaluationReport) -> Markup {
        let sources = report.sources.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return RatePanel.row(([("overall", report.overall)] + sources).map(panel))
    }

    private static func panel(_ name: String, _ figures: EvaluationReport.Figures) -> RatePanel {
        var points: [RatePanel.Point] = FigureLines.shares.compactMap { share in
            figures.probeAccuracyAfter[share].flatMap { rate in Double(share).map { .init(place: $0 / 100, rate: rate) } }
        }
        if let whole = figures.probeAccuracy { points.append(.init(place: 1, rate: whole)) }
        return RatePanel(
            title: name, label: "Probe accuracy of \(name)", points: points,
            ticks: [0, 25, 50, 75, 100].map { (Double($0) / 100, String($0)) }, axisTitle: "% of the answer")
    }
}
