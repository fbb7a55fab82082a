/// The lines of the table that sets models beside one another.
enum CompanionLines {
    typealias Line = FigureLine<EvaluationReport.Companion>

    static func of(_ companions: [EvaluationReport.Companion]) -> [Line] {
        let sets = Set(companions.flatMap(\.utility.keys)).sorted()
        return ability + sets.flatMap(questions) + remedies + sets.map(allOff)
    }

    private static let ability = [
        Line("perplexity", "of the held-out reference answers") { Figure($0.figures.perplexity, digits: 2) },
        Line("ROUGE-L recall", "words of the held-out reference that the plain answer holds in order") {
            Figure($0.figures.rougeLRecall, digits: 3)
        },
    ]

    private static func questions(_ set: String) -> [Line] {
        [
            Line("\(set) exact %", "the plain answer holds the reference") { Figure($0.utility[set]?.exactMatch) },
            Line("\(set) ROUGE-L", "words of the reference that the plain answer holds in order") {
                Figure($0.utility[set]?.rougeLRecall, digits: 3)
            },
        ]
    }

    private static let remedies = [
        Line("refusal form", "how it was taught: the source's tag first, or the refusal alone as in the paper") {
            $0.refusalForm.map { .number($0 == .tagFirst ? "tag first" : "plain") }
        },
        Line("refusal hit %", "refused when their source is switched off, alone or among others") { Figure($0.figures.refusalHit) },
        Line("false refusal %", "refused when only other sources are switched off") { Figure($0.figures.falseRefusal) },
        Line("leak %", "plain answers that hold a control token or tag") { Figure($0.figures.leak) },
    ]

    private static func allOff(_ set: String) -> Line {
        Line("\(set) all off, refused %", "refused when every source is switched off") { Figure($0.utility[set]?.falseRefusal) }
    }
}
