extension EvaluationPage {
    /// Colours for light and dark; no rule carries meaning that the text does not.
    static let style: Markup = """
        :root { --ink: #1b1f24; --faint: #57606a; --paper: #ffffff; --line: #c4ccd4; --accent: #0b62c4; --mark: #9a4b00; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e4e8ec; --faint: #9aa5b1; --paper: #14171a; --line: #414a53; --accent: #5ea8ff; --mark: #f0a35e; }
        }
        body { margin: 2rem auto; padding: 0 1rem; max-width: 76rem; color: var(--ink); background: var(--paper);
          font: 16px/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 0.5rem; }
        p { max-width: 48rem; }
        dl { display: grid; grid-template-columns: max-content auto; gap: 0.1rem 1.5rem; margin: 0; }
        dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
        pre { padding: 0.6rem 0.8rem; border: 1px solid var(--line); border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: 0.25rem 0.8rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; white-space: nowrap; }
        th[scope=row] { text-align: left; font-weight: normal; white-space: normal; min-width: 15rem; }
        th small, td small { display: block; color: var(--faint); font-weight: normal; }
        .panels { display: flex; flex-wrap: wrap; gap: 1rem; }
        figure { margin: 0; } figcaption { font-weight: 600; overflow-wrap: anywhere; max-width: 18rem; }
        svg { display: block; } svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
        svg .name { font-weight: 600; } svg .share { font-size: 11px; }
        svg .faint { fill: var(--faint); font-size: 11px; } svg .axis { stroke: var(--line); fill: none; }
        svg .line { stroke: var(--accent); stroke-width: 2; fill: none; } svg .dot { fill: var(--accent); }
        svg .whisker { stroke: var(--ink); stroke-width: 1.2; fill: none; } svg .area { fill: var(--accent); }
        svg .ideal { stroke: var(--faint); stroke-dasharray: 4 4; fill: none; } svg .mark { fill: var(--mark); stroke: var(--paper); }
        svg .right { stroke: var(--ink); stroke-width: 2; fill: none; }
        """
}
