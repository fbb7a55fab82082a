import Provenance
import TerminalUI

extension State {
    mutating func openLens() {
        dialog = .layers(top: 0)
        // The place stays, whatever the model goes on to say.
        document?.follows = false
        readLayers()
    }

    /// Asks for the layers at the cursor, unless they are known.
    private mutating func readLayers() {
        guard let document, let run = shownRun, engine.isReady else { return }
        let tokens = run.tokens.prefix(document.cursor).map(\.id)
        let request = LayerRequest(prompt: document.prompt, tokens: tokens)
        guard lens?.request != request else { return }
        // Whoever walks on does not wait for the places in between.
        giveUpJobs { if case .layers = $0 { true } else { false } }
        lens = LayerLens(request: request)
        outbox.append(.readLayers(jobs.add(.layers(request)), request))
    }

    /// Ends the jobs of a kind that nobody waits for any more.
    mutating func giveUpJobs(_ isMeant: (Job) -> Bool) {
        for (id, job) in jobs.active where isMeant(job) {
            jobs.remove(id)
            outbox.append(.cancel(id))
        }
    }

    mutating func layersRead(_ job: JobID, _ readings: [LayerReading]) {
        guard case .layers(let request) = jobs.remove(job), lens?.request == request else { return }
        lens?.face = .read(readings)
    }

    mutating func pressInLens(_ key: Key, _ top: Int) {
        switch key {
        case .escape, .enter, .character("q"), .control("c"): dialog = nil
        case .left, .character("h"): walkLens(-1)
        case .right, .character("l"): walkLens(1)
        case .character("0"): walkLens(-.max)
        case .character("$"): walkLens(.max)
        default:
            guard let place = State.listPlace(key, top, count: lens?.readings.count ?? 0) else { return }
            dialog = .layers(top: place)
        }
    }

    /// Moves the cursor among the tokens that are there, and looks again.
    private mutating func walkLens(_ step: Int) {
        let count = shownRun?.tokens.count ?? 0
        let cursor = document?.cursor ?? 0
        moveCursor(to: step < 0 ? max(cursor - min(-step, cursor), 0) : cursor + min(step, count - cursor))
        document?.follows = false
        readLayers()
    }

    mutating func settleLens(_ top: Int) {
        guard lens != nil, document != nil else { return dialog = nil }
        let most = max((lens?.readings.count ?? 0) - LayersScreen.rowCount(self), 0)
        dialog = .layers(top: min(max(top, 0), most))
    }
}
