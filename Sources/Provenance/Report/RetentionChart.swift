/// What is left of a source's tag after each stage that followed: a panel of the same scale for each source.
enum RetentionChart {
    static func panels(_ retention: EvaluationReport.Retention) -> Markup {
        // Numbers stand below the lines: the names of stages are too long for a panel.
        let last = Double(max(1, retention.checkpoints.count - 1))
        let ticks = retention.checkpoints.indices.map { (place: Double($0) / last, text: String($0 + 1)) }
        let panels = retention.groups.flatMap { group in
            group.sources.map { name in
                RatePanel(
                    title: group.name == name ? name : "\(name) (\(group.name))", label: "Tracing accuracy of \(name) after each stage",
                    points: retention.checkpoints.enumerated().compactMap { index, checkpoint in
                        checkpoint.sources[name].map { .init(place: Double(index) / last, rate: $0) }
                    },
                    ticks: ticks, axisTitle: "after stage")
            }
        }
        return RatePanel.row(panels)
    }
}
