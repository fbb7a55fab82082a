import Foundation
import TerminalUI
import Testing

/// Themes and what is wrong with them.
@Suite struct ThemeTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Themes").standardized
    private static let shipped = ["dark", "light", "high-contrast", "colour-blind", "sixteen", "monochrome"]

    private func message(_ yaml: String) -> String {
        do {
            _ = try Theme(yaml: yaml, file: "x.yaml")
            return "no error"
        } catch {
            return error.description
        }
    }

    @Test(arguments: shipped)
    func shippedThemesSpeakOfEveryRole(name: String) throws {
        let url = ThemeTests.folder.appending(path: "\(name).yaml")
        let yaml = try String(contentsOf: url, encoding: .utf8)
        let theme = try Theme(yaml: yaml, file: url.lastPathComponent)
        #expect(theme.name == name)
        for role in Role.allCases { #expect(yaml.contains("\n  \(role.rawValue):"), "\(role.rawValue)") }
    }

    @Test(arguments: shipped)
    func noTextVanishesIntoItsGround(name: String) throws {
        let url = ThemeTests.folder.appending(path: "\(name).yaml")
        let theme = try Theme(yaml: try String(contentsOf: url, encoding: .utf8), file: name)
        for depth in ColourDepth.allCases {
            for role in Role.allCases {
                for background in [nil, Role.selection, .selectionUnfocused, .cursor, .dialog] as [Role?] {
                    let look = theme.look(Style(role, on: background), depth)
                    #expect(
                        look.foreground == .terminal || look.foreground != look.background,
                        "\(role) on \(String(describing: background)) at \(depth)")
                }
            }
        }
    }

    @Test func aThemeIsReadWithItsFallbacks() throws {
        let theme = try Theme(
            yaml: """
                name: mine
                roles:
                  title: { fg: ["#ff8000", 208, yellow], bold: true, mono: [underline] }
                  bar: { fg: "#0000ff" }
                """, file: "mine.yaml")
        #expect(theme.name == "mine")
        #expect(theme.look(Style(.title), .direct) == Look(foreground: .rgb(255, 128, 0), background: .terminal, modifiers: .bold))
        #expect(theme.look(Style(.title), .palette256).foreground == .indexed(208))
        #expect(theme.look(Style(.title), .ansi16).foreground == .ansi(3))
        #expect(theme.look(Style(.title), .mono) == Look(foreground: .terminal, background: .terminal, modifiers: .underline))
        #expect(theme.look(Style(.bar), .palette256).foreground == .indexed(21))
        #expect(theme.look(Style(.failing), .ansi16) == Theme.builtIn.look(Style(.failing), .ansi16))
    }

    @Test func aSourceKeepsItsColourOnASelection() throws {
        let theme = try Theme(yaml: "roles: { source_0: { fg: 173 }, selection: { bg: 237 } }", file: "x")
        let look = theme.look(Style(.source0, on: .selection), .palette256)
        #expect(look.foreground == .indexed(173) && look.background == .indexed(237))
    }

    @Test func aReversedSelectionIsOneBar() {
        let look = Theme.builtIn.look(Style(.source0, on: .selection), .palette256)
        #expect(look.foreground == .terminal && look.modifiers.contains(.reverse))
    }

    @Test func errorsNameTheLineAndTheNearestKey() {
        #expect(message("roles:\n  titel: {}\n") == "x.yaml:2: unknown role 'titel'; did you mean 'title'?")
        #expect(message("roles:\n  title: {}\n  zzzzzzzz: {}\n") == "x.yaml:3: unknown role 'zzzzzzzz'")
        #expect(message("name: a\nrole: {}\n") == "x.yaml:2: unknown key of a theme 'role'; did you mean 'roles'?")
        #expect(message("roles:\n  title:\n    bolt: true\n") == "x.yaml:3: unknown key of role 'title' 'bolt'; did you mean 'bold'?")
        #expect(message("roles: { title: { mono: [blod] } }") == "x.yaml:1: unknown modifier 'blod'; did you mean 'bold'?")
        #expect(message("roles: { title: { fg: bleu } }") == "x.yaml:1: unknown colour 'bleu'; did you mean 'blue'?")
        #expect(
            message("roles: { title: { fg: \"#12\" } }")
                == "x.yaml:1: unknown colour '#12'; use a name such as bright_blue, 0 to 255, \"#rrggbb\", or default")
    }

    @Test func errorsNameWhatIsExpected() {
        #expect(message("") == "x.yaml: a theme must be a mapping with `roles`")
        #expect(message("- a") == "x.yaml:1: a theme must be a mapping of keys to values")
        #expect(message("roles:\n  title: red\n") == "x.yaml:2: role 'title' must be a mapping of keys to values")
        #expect(message("roles: { title: { bold: perhaps } }") == "x.yaml:1: bold must be true or false")
        #expect(
            message("roles: { title: { fg: [1, 2, 3, 4] } }")
                == "x.yaml:1: a colour has at most three choices (direct, 256, 16), and here are 4")
        #expect(message("roles: { title: { fg: [] } }") == "x.yaml:1: a colour must be a colour or a list of colours")
        #expect(message("name: a\nroles: {\n").hasPrefix("x.yaml:3: this is not readable YAML ("))
        #expect(message("name: a\nname: b\n") == "x.yaml:1: this is not readable YAML (the key 'name' stands twice in this mapping)")
    }

    @Test func coloursAreReducedToTheNearest() {
        #expect(Colour.rgb(255, 0, 0).reduced(to: .palette256) == .indexed(196))
        #expect(Colour.rgb(250, 10, 10).reduced(to: .ansi16) == .ansi(9))
        #expect(Colour.indexed(16).reduced(to: .ansi16) == .ansi(0))
        #expect(Colour.rgb(1, 2, 3).reduced(to: .mono) == .terminal)
    }
}
