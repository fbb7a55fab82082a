/// A line of the command palette: what can stand where one types, what it does, and the key that does the same.
public struct Suggestion: Equatable, Sendable {
    /// What is put in the place of the word being typed.
    var word: String
    /// What the list shows, and the places in it of the letters that were typed.
    var title: String
    var places: [Int] = []
    var about = ""
    var keys = ""
    /// Why it can do nothing just now; nil when it can.
    var whyDisabled: String?
    /// Whether more words follow it, or may follow and mean something else.
    var takesMore = false
}
