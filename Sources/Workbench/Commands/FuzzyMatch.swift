/// How well letters that were typed fit a name that has them in this order, perhaps with others in between.
struct FuzzyMatch: Equatable, Sendable {
    /// The better the higher: letters in a row, at the beginning of a word, and few that are left over.
    var score: Int
    /// The places in the name, counted in characters.
    var places: [Int]

    private static let inARow = 8
    private static let atAWord = 6
    private static let atTheBeginning = 16
    /// Letters in between count up to this many.
    private static let mostInBetween = 3

    /// - Returns: nil when the name lacks a letter. Case does not count; nothing typed fits everything.
    static func of(_ typed: String, in name: String) -> FuzzyMatch? {
        let letters = Array(typed.lowercased())
        let characters = name.map { Character($0.lowercased()) }
        guard let first = letters.first else { return FuzzyMatch(score: 0, places: []) }
        let starts = characters.indices.filter { characters[$0] == first }
        return starts.compactMap { match(letters, in: characters, from: $0) }.max { ($0.score, $1.places[0]) < ($1.score, $0.places[0]) }
    }

    private static func match(_ letters: [Character], in characters: [Character], from start: Int) -> FuzzyMatch? {
        var (score, places, place) = (0, [Int](), start)
        for letter in letters {
            guard let found = characters[place...].firstIndex(of: letter) else { return nil }
            if found == 0 { score += atTheBeginning } else if !characters[found - 1].isLetter { score += atAWord }
            if places.last == found - 1 { score += inARow }
            score -= min(found - place, mostInBetween)
            places.append(found)
            place = found + 1
        }
        return FuzzyMatch(score: score * 4 - characters.count, places: places)
    }
}
