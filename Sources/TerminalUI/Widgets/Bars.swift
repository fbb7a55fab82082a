extension Frame {
    /// Draws a horizontal bar over the whole width of a row. `fraction` is between 0 and 1; any other number is clamped,
    /// and one that is no number is 0. A fraction above 0 always shows something.
    public mutating func drawBar(_ rect: Rect, fraction: Double, style: Style = Style(.bar), track: Style? = nil) {
        let row = rect.row(0).intersection(bounds)
        guard rect.height > 0, rect.width > 0, !row.isEmpty else { return }
        if let track {
            for x in row.x..<row.endX { put(glyphs.barTrack, at: Point(x, row.y), style: track) }
        }
        guard let full = glyphs.barSteps.last else { return }
        let fraction = fraction.isNaN ? 0 : min(max(fraction, 0), 1)
        let steps = glyphs.barSteps.count
        var filled = Int((fraction * Double(rect.width * steps)).rounded())
        if fraction > 0 { filled = max(filled, 1) }
        for column in 0..<min(rect.width, Size.limit) {
            let level = min(filled - column * steps, steps)
            guard level > 0 else { break }
            put(level == steps ? full : glyphs.barSteps[level - 1], at: Point(rect.x + column, rect.y), style: style)
        }
    }

    /// Draws a progress bar with a label before it and a figure after it. Without a fraction the track alone is drawn.
    public mutating func drawProgress(_ rect: Rect, fraction: Double?, label: String = "", figure: String = "") {
        let row = rect.row(0)
        guard !row.isEmpty else { return }
        let labelWidth = label.isEmpty ? 0 : put(label, in: row) + 1
        var rest = row.inset(left: labelWidth)
        if !figure.isEmpty {
            put(figure, in: rest, style: Style(.dim), alignment: .right)
            rest = rest.inset(right: DisplayWidth.of(figure) + 1)
        }
        drawBar(rest, fraction: fraction ?? 0, style: Style(.progress), track: Style(.progressTrack))
    }

    /// Draws one column a value between 0 and 1, as the height of a block over all rows, starting at the value `offset`.
    ///
    /// `style` answers each value's style, so that a cursor or a threshold can stand out. Values that are no numbers are
    /// blank.
    public mutating func drawSparkline(_ rect: Rect, values: [Double], offset: Int = 0, style: (_ index: Int) -> Style) {
        guard rect.height > 0, !glyphs.sparkSteps.isEmpty else { return }
        let offset = min(max(offset, 0), values.count)
        let height = min(rect.height, Size.limit)
        for column in 0..<max(min(rect.width, values.count - offset, size.columns), 0) {
            let value = values[offset + column]
            let steps = glyphs.sparkSteps.count
            // The lowest step is always there, so that a value near 0 is told from none.
            let filled = value.isNaN ? 0 : 1 + Int((min(max(value, 0), 1) * Double(steps * height - 1)).rounded())
            for row in 0..<height {
                let level = min(filled - row * steps, steps)
                guard level > 0 else { break }
                put(glyphs.sparkSteps[level - 1], at: Point(rect.x + column, rect.y + height - 1 - row), style: style(offset + column))
            }
        }
    }

    /// Draws a sparkline in one style.
    public mutating func drawSparkline(_ rect: Rect, values: [Double], offset: Int = 0, style: Style = Style(.bar)) {
        drawSparkline(rect, values: values, offset: offset) { _ in style }
    }
}
