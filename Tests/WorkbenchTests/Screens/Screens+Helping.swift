import Provenance
import TerminalUI
import Testing
import Workbench

extension Screen {
    /// The tour, the command palette, and one prompt through every stage.
    static let helping: [Screen] = touring + offering + staging

    private static let touring: [Screen] = [
        Screen("tour-1", "The tour begins: open a failing case.", from: .first),
        Screen("tour-2", "The tour's second step: walk along the answer.", from: .first) { $0.tour(to: 2) },
        Screen("tour-3", "The tour's third step: find the token that decides.", from: .first) { $0.tour(to: 3) },
        Screen("tour-4", "The tour's fourth step names the source and its key.", from: .first) { $0.tour(to: 4) },
        Screen("tour-5", "The tour's last step says what the rule did.", over: "flip", from: .first) { $0.tour(to: 5) },
    ]

    private static let offering: [Screen] = [
        Screen("palette", "The command palette, nothing typed yet.") { $0.offer("") },
        Screen("palette-fuzzy", "Letters in their order find commands.", over: "palette") { $0.offer("br") },
        Screen("palette-sources", "What the command takes is offered with what stands for it.", over: "palette") { $0.offer("refuse ") },
        Screen("palette-not-now", "A command that can do nothing says why.", over: "palette") { $0.offer("undo") },
    ]

    private static let staging: [Screen] = [
        Screen("stages", "The case as each stage answers it, and what brought it.") { driver in
            driver.press("D")
            driver.answerAll()
        },
        Screen("stages-looking", "The checkpoints are being looked for.", over: "stages") { $0.press("D") },
        Screen("stages-asking", "The second checkpoint is speaking, the third waits.", over: "stages") { $0.askStages(answered: 1) },
        Screen("stages-stopped", "Asking was stopped.", over: "stages-asking") { driver in
            driver.askStages(answered: 1)
            driver.press("Space")
        },
        Screen("stages-failed", "A checkpoint cannot be opened.", over: "stages") { driver in
            guard let job = driver.askStages(answered: 1) else { return }
            driver.send(.stage(job, 1, .failed("out/stages/sft: model.safetensors ends in the middle of a tensor")))
            driver.drop(job)
            driver.send(.stagesEnded(job))
        },
        Screen("stages-none", "There is one checkpoint, and nothing to hold it against.", over: "stages") { driver in
            driver.press("D")
            guard case .findStages(let job, _)? = driver.pending.last else { return }
            driver.send(.stagesFound(job, [StageCheckpoint(name: "final", kind: .model, path: "model")]))
        },
        Screen("stages-nowhere", "A folder that is no training run.", over: "stages-none") { driver in
            driver.command("stages nowhere")
            guard case .findStages(let job, _)? = driver.pending.last else { return }
            driver.send(.jobFailed(job, "nowhere: this is no folder of a training run"))
        },
    ]
}

extension Screen.Beginning {
    /// A workbench that nobody has seen before.
    static let first = Self { size in
        var contents = Driver.contents
        contents.beginsTour = true
        return Driver.ready(size.columns, size.rows, contents: contents)
    }
}

extension Driver {
    /// Does what the tour asks for until it is at this step.
    mutating func tour(to step: Int) {
        if step > 1 {
            showCases()
            press("Enter")
        }
        if step > 2 { press("0", "Right", "Right", "Right") }
        if step > 3 { press("$") }
        if step > 4 {
            press("1")
            answerAll()
        }
    }

    /// Opens the palette and types.
    mutating func offer(_ text: String) {
        press(":")
        type(text)
    }

    /// Asks the checkpoints: so many have answered, the next one has said three tokens.
    ///
    /// - Returns: the job that asks.
    @discardableResult
    mutating func askStages(answered: Int) -> JobID? {
        press("D")
        answerOne()
        guard case .askStages(let job, let request, let stages)? = pending.last else { return nil }
        for place in 0...answered where stages.indices.contains(place) {
            send(.stage(job, place, .opening))
            let script = Fake.script(request, stage: stages[place])
            for event in place < answered ? script.events[...] : script.events.prefix(4) { send(.stage(job, place, .event(event))) }
            if place < answered { send(.stage(job, place, .ended(script.trace))) }
        }
        return job
    }
}
