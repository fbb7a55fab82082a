import Foundation
import TerminalUI
import Testing

/// Whether what the shipped themes draw can be read and told apart.
///
/// The sixteen named colours are the terminal's own and cannot be measured; the themes' direct and 256 colours can.
@Suite struct ContrastTests {
    /// Lines and tracks: they part and measure, nothing is read from them.
    private static let lines: Set<Role> = [.border, .scrollTrack, .progressTrack, .barTrack]
    /// Roles that are a ground with text on it.
    private static let grounds: [Role] = [.selection, .selectionUnfocused, .dialog, .input]

    private func theme(_ name: String) throws -> Theme {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Themes").standardized
        let yaml = try String(contentsOf: folder.appending(path: "\(name).yaml"), encoding: .utf8)
        return try Theme(yaml: yaml, file: name)
    }

    /// WCAG 2.2 asks 4.5 to 1 of text of a usual size (1.4.3, level AA) and 3 to 1 of lines that carry meaning (1.4.11); the high
    /// contrast theme promises 7 to 1 (1.4.6, level AAA). Every role is measured on its own ground and on each it may stand on.
    @Test(arguments: [("dark", 4.5), ("light", 4.5), ("colour-blind", 4.5), ("high-contrast", 7)], [ColourDepth.direct, .palette256])
    func whatIsReadStandsOut(expected: (name: String, text: Double), depth: ColourDepth) throws {
        let theme = try theme(expected.name)
        for role in Role.allCases {
            let isLine = Self.lines.contains(role)
            let isGround = Self.grounds.contains(role) || role == .cursor || role == .changed
            for ground in isGround ? [nil] : isLine ? [nil, .dialog] : [nil] + Self.grounds.map(Optional.some) {
                let look = theme.look(Style(role, on: ground), depth)
                let contrast = try #require(Sight.contrast(look.foreground, look.background), "\(role): not a colour of the theme's own")
                let place = ground.map { " on \($0.rawValue)" } ?? ""
                #expect(contrast >= (isLine ? 3 : expected.text), "\(role.rawValue)\(place): \(contrast) to 1")
            }
        }
    }

    /// A selected row is to be seen without its text: grounds differ from one another.
    @Test(arguments: ["dark", "light", "colour-blind", "high-contrast"], [ColourDepth.direct, .palette256])
    func theSelectionIsSeen(name: String, depth: ColourDepth) throws {
        let theme = try theme(name)
        for ground in [nil, Role.dialog] {
            let plain = theme.look(Style(.text, on: ground), depth).background
            let selected = theme.look(Style(.text, on: .selection), depth).background
            let distance = try #require(Sight.usual.distance(plain, selected))
            #expect(distance >= 4, "on \(ground?.rawValue ?? "text")")
        }
    }

    /// Ten sources in the theme made for it, for eyes without one kind of cone: no two are closer than what nobody confuses, and the
    /// first six (as many as a workspace usually has) are further apart.
    @Test(arguments: [Sight.usual, .protanopia, .deuteranopia, .tritanopia], [ColourDepth.direct, .palette256])
    func sourcesAreToldApartWithoutACone(sight: Sight, depth: ColourDepth) throws {
        let theme = try theme("colour-blind")
        let colours = (0..<10).map { theme.look(Style(.source($0)), depth).foreground }
        for first in colours.indices {
            for second in colours.indices where second > first {
                let distance = try #require(sight.distance(colours[first], colours[second]))
                #expect(distance >= (second < 6 ? 15 : 12), "source_\(first) and source_\(second): \(distance)")
            }
        }
        let verdicts = [Role.passing, .failing].map { theme.look(Style($0), depth).foreground }
        #expect(try #require(sight.distance(verdicts[0], verdicts[1])) >= 15)
    }

    /// In every other theme they are told apart by a usual eye, and by their letters by everyone.
    @Test(arguments: ["dark", "light", "high-contrast"], [ColourDepth.direct, .palette256])
    func sourcesAreToldApart(name: String, depth: ColourDepth) throws {
        let theme = try theme(name)
        let colours = (0..<10).map { theme.look(Style(.source($0)), depth).foreground }
        for first in colours.indices {
            for second in colours.indices where second > first {
                let distance = try #require(Sight.usual.distance(colours[first], colours[second]))
                #expect(distance >= 12, "source_\(first) and source_\(second): \(distance)")
            }
        }
    }

    /// A source's colour is told from that of plain text and of what is not traced: in the theme made for it by every eye, in the others
    /// by a usual one.
    @Test(arguments: ["dark", "light", "high-contrast", "colour-blind"], [ColourDepth.direct, .palette256])
    func aSourceIsNotTakenForPlainText(name: String, depth: ColourDepth) throws {
        let theme = try theme(name)
        for sight in name == "colour-blind" ? Sight.allCases : [.usual] {
            for plain in [Role.text, .sourceNone] {
                let ground = theme.look(Style(plain), depth).foreground
                for source in 0..<10 {
                    let distance = try #require(sight.distance(theme.look(Style(.source(source)), depth).foreground, ground))
                    #expect(distance >= (sight == .usual ? 24 : 11), "source_\(source), \(plain.rawValue), \(sight): \(distance)")
                }
            }
        }
    }

    @Test func theMeasuresAreRight() throws {
        #expect(try #require(Sight.contrast(.rgb(0, 0, 0), .rgb(255, 255, 255))).rounded() == 21)
        #expect(Sight.contrast(.ansi(1), .rgb(0, 0, 0)) == nil)
        // Red and green of about the same lightness are one colour without the cone for green, and two with it.
        let (red, green) = (Colour.rgb(200, 80, 60), Colour.rgb(130, 120, 40))
        let usual = try #require(Sight.usual.distance(red, green))
        #expect(try #require(Sight.deuteranopia.distance(red, green)) < usual / 2)
    }
}
