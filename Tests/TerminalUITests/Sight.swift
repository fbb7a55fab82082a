import Foundation
import TerminalUI

/// How far apart two colours are to an eye.
enum Sight: CaseIterable {
    case usual, protanopia, deuteranopia, tritanopia

    typealias Light = (red: Double, green: Double, blue: Double)

    /// Red, green and blue in proportion to the light itself, 0 to 1; nil for a colour that the terminal decides.
    static func light(_ colour: Colour) -> Light? {
        if case .ansi = colour { return nil }
        guard let parts = colour.components else { return nil }
        func linear(_ value: Int) -> Double {
            let share = Double(value) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return (linear(parts.red), linear(parts.green), linear(parts.blue))
    }

    /// The contrast of WCAG 2.2, from 1 (the same) to 21 (black on white); nil where the terminal decides one of the colours.
    static func contrast(_ one: Colour, _ other: Colour) -> Double? {
        guard let first = light(one), let second = light(other) else { return nil }
        let lights = [first, second].map { 0.2126 * $0.red + 0.7152 * $0.green + 0.0722 * $0.blue }.sorted()
        return (lights[1] + 0.05) / (lights[0] + 0.05)
    }

    /// The distance in CIELAB as this eye sees it: about 2 can just be seen, from 10 on nobody confuses two patches.
    func distance(_ one: Colour, _ other: Colour) -> Double? {
        guard let first = Sight.light(one), let second = Sight.light(other) else { return nil }
        let (left, right) = (lab(seen(first)), lab(seen(second)))
        let (l, a, b) = (left.0 - right.0, left.1 - right.1, left.2 - right.2)
        return (l * l + a * a + b * b).squareRoot()
    }

    /// What is left of the light without one kind of cone (Machado, Oliveira and Fernandes 2009, full severity).
    private func seen(_ light: Light) -> Light {
        func row(_ red: Double, _ green: Double, _ blue: Double) -> Double {
            min(max(red * light.red + green * light.green + blue * light.blue, 0), 1)
        }
        switch self {
        case .usual: return light
        case .protanopia:
            return (
                row(0.152286, 1.052583, -0.204868), row(0.114503, 0.786281, 0.099216), row(-0.003882, -0.048116, 1.051998)
            )
        case .deuteranopia:
            return (
                row(0.367322, 0.860646, -0.227968), row(0.280085, 0.672501, 0.047413), row(-0.011820, 0.042940, 0.968881)
            )
        case .tritanopia:
            return (
                row(1.255528, -0.076749, -0.178779), row(-0.078411, 0.930809, 0.147602), row(0.004733, 0.691367, 0.303900)
            )
        }
    }

    private func lab(_ light: Light) -> (Double, Double, Double) {
        func curve(_ value: Double) -> Double { value > 0.008856 ? cbrt(value) : 7.787 * value + 16.0 / 116 }
        let x = curve((0.4124 * light.red + 0.3576 * light.green + 0.1805 * light.blue) / 0.95047)
        let y = curve(0.2126 * light.red + 0.7152 * light.green + 0.0722 * light.blue)
        let z = curve((0.0193 * light.red + 0.1192 * light.green + 0.9505 * light.blue) / 1.08883)
        return (116 * y - 16, 500 * (x - y), 200 * (y - z))
    }
}
