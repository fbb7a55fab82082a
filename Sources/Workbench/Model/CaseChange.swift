import Provenance

/// A change of the cases file, told so that it can be made on the file as it stands now, whoever changed it meanwhile.
public enum CaseChange: Codable, Equatable, Sendable {
    /// Adds cases at the end; an id that is taken gets a number.
    case add([Case])
    /// Replaces the cases with these ids. One that is gone stays gone.
    case replace([Case])
    /// Takes the cases with these ids away.
    case remove(Set<String>)

    /// The cases after the change.
    public func applied(to cases: [Case]) -> [Case] {
        switch self {
        case .add(let added): return cases + CaseChange.withFreeIDs(added, taken: Set(cases.map(\.id)))
        case .replace(let changed):
            let byID = Dictionary(changed.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
            return cases.map { byID[$0.id] ?? $0 }
        case .remove(let ids): return cases.filter { !ids.contains($0.id) }
        }
    }

    /// The same cases with ids that nobody has.
    private static func withFreeIDs(_ added: [Case], taken: Set<String>) -> [Case] {
        var taken = taken
        // Where the search for a number goes on, so that many cases of one name do not each begin at 2.
        var next: [String: Int] = [:]
        return added.map { one in
            var one = one
            let stem = one.id
            while !taken.insert(one.id).inserted {
                let number = next[stem, default: 2]
                one.id = "\(stem)-\(number)"
                next[stem] = number + 1
            }
            return one
        }
    }
}
