import Foundation
import TerminalUI
import Testing
import Workbench

/// In every theme and at every depth, each style that a screen has stands out from its ground.
@Suite struct ContrastTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Themes").standardized
    private static let names = ["dark", "light", "high-contrast", "colour-blind"]

    /// The least contrast, as the Web Content Accessibility Guidelines count it (1 is none, 21 black on white): lines that only
    /// divide need little, words that stand in the background on purpose more.
    private static func least(_ role: Role) -> Double {
        switch role {
        case .border, .scrollTrack, .barTrack, .progressTrack: 1.5
        default: 2.5
        }
    }

    @Test(arguments: names, [ColourDepth.direct, .palette256, .ansi16])
    func everyStyleStandsOutFromItsGround(name: String, depth: ColourDepth) throws {
        let file = Self.folder.appending(path: "\(name).yaml")
        let theme = try Theme(yaml: String(contentsOf: file, encoding: .utf8), file: file.lastPathComponent)
        for (_, style) in StyleLetters.all {
            let look = theme.look(style, depth)
            guard let text = look.foreground.components, let ground = look.background.components else { continue }
            let contrast = Self.contrast(text, ground)
            #expect(contrast >= Self.least(style.role), "\(style.label) has \(contrast): \(look)")
        }
    }

    private typealias Components = (red: Int, green: Int, blue: Int)

    private static func contrast(_ one: Components, _ other: Components) -> Double {
        let (light, dark) = (max(luminance(one), luminance(other)), min(luminance(one), luminance(other)))
        return (light + 0.05) / (dark + 0.05)
    }

    /// Relative luminance of an sRGB colour, 0 to 1.
    private static func luminance(_ colour: Components) -> Double {
        func linear(_ part: Int) -> Double {
            let value = Double(part) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
    }
}
