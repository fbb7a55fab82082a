/// The lines of the table of stage retention: each stage's sources together, then each source.
enum RetentionLines {
    typealias Line = FigureLine<EvaluationReport.Retention.Checkpoint>

    static func of(_ retention: EvaluationReport.Retention) -> [Line] {
        retention.groups.flatMap { group -> [Line] in
            let each = group.sources.map { name in
                Line("  \(name) %", "its rows alone") { Figure($0.sources[name]) }
            }
            // One source says the same as all of its stage.
            guard group.sources.count > 1 else {
                return group.sources.map { name in
                    Line("\(group.name == name ? name : "\(group.name): \(name)") %", "free generation in debug mode names it and no other")
                    {
                        Figure($0.sources[name])
                    }
                }
            }
            let together = Line("\(group.name) sources %", "the rows of the stage's sources together: named, and no other") {
                Figure($0.rate(of: group.sources))
            }
            return [together] + each
        }
    }
}
