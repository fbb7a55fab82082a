import TerminalUI

/// The step of the tour in a small box that takes its own rows, so that it covers nothing.
enum TourBox {
    static func draw(_ frame: inout Frame, _ rect: Rect, _ state: State) {
        guard !rect.isEmpty, let step = state.tour?.step else { return }
        let (title, text) = state.wording(of: step)
        let place = "Tour \(step.rawValue + 1) of \(Tour.Step.allCases.count)"
        let inner = frame.drawBox(rect, title: "\(place) · \(title)", focused: true)
            .inset(left: 1, right: 1)
        frame.drawKeys(below: rect, [KeyHint(keys: state.key(.cancel), label: "leave the tour")])
        let lines = Text.wrap(text, inner.width)
        for (index, line) in lines.prefix(inner.height).enumerated() {
            let isCut = index == inner.height - 1 && lines.count > inner.height
            frame.put(isCut ? Text.clip(line + " …", inner.width, ellipsis: frame.glyphs.ellipsis) : line, in: inner, line: index)
        }
    }
}
