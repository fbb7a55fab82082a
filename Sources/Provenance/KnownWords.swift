extension KeyedDecodingContainer {
    /// Decodes one of an enum's words, or says which word may have been meant.
    func decodeKnownWord<Word: RawRepresentable & CaseIterable>(_ type: Word.Type, forKey key: Key) throws -> Word?
    where Word.RawValue == String {
        guard let text = try decodeIfPresent(String.self, forKey: key) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let known = Word.allCases.map(\.rawValue)
        let hint = NearestName.of(text, in: known).map { "did you mean \($0)? " } ?? ""
        throw DecodingError.dataCorruptedError(
            forKey: key, in: self,
            debugDescription: "\(text.debugDescription) is none of the known words; \(hint)they are \(known.joined(separator: ", ")),")
    }
}
