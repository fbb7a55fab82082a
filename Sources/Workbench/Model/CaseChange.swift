import Provenance

/// A change of the cases file, told so that it can be made on the file as it stands now, whoever changed it meanwhile.
public enum CaseChange: Codable, Equatable, Sendable {
    /// Adds cases at the end; an id that is taken gets a number.
    case add([Case])
    /// Replaces the cases with these ids. One that is gone stays gone.
    case replace([Case])
    /// Takes the cases with these ids away.
    case remove(Set<String>)
    /// Puts cases back behind those that they stood behind, the first ones to the front.
    case restore([RemovedCase])

    /// The cases after the change.
    public func applied(to cases: [Case]) -> [Case] {
        switch self {
        case .add(let added): return cases + CaseChange.withFreeIDs(added, among: cases)
        case .replace(let changed): return CaseChange.replaced(changed, in: cases)
        case .remove(let ids):
            let gone = IDTable(ids.map { ($0, ()) })
            return cases.filter { gone[$0] == nil }
        case .restore(let removed): return CaseChange.restored(removed, to: cases)
        }
    }

    private static func replaced(_ changed: [Case], in cases: [Case]) -> [Case] {
        var replaced = cases
        var next = 0
        // They mostly come in the order of the list.
        for index in cases.indices where next < changed.count && cases[index].hasSameID(as: changed[next]) {
            replaced[index] = changed[next]
            next += 1
        }
        guard next < changed.count else { return replaced }
        let byID = IDTable(changed.map { ($0.id, $0) })
        return cases.map { byID[$0] ?? $0 }
    }

    /// One pass, however many come back.
    private static func restored(_ removed: [RemovedCase], to cases: [Case]) -> [Case] {
        let free = withFreeIDs(removed.map(\.removed), among: cases)
        var behind = Dictionary(grouping: zip(removed, free), by: { $0.0.before })
        var restored: [Case] = []
        restored.reserveCapacity(cases.count + free.count)
        /// What stood behind a case, and what stood behind that.
        func put(behind id: String?) {
            var next = (behind.removeValue(forKey: id) ?? []).reversed() as [(RemovedCase, Case)]
            while let (place, one) = next.popLast() {
                restored.append(one)
                next += (behind.removeValue(forKey: place.removed.id) ?? []).reversed()
            }
        }
        put(behind: nil)
        for one in cases {
            restored.append(one)
            // Where few come back, their neighbours are compared, which is faster than looking every case up.
            if behind.count > IDTable<Void>.few || behind.keys.contains(where: { $0.map(one.isCalled) ?? false }) { put(behind: one.id) }
        }
        // Those whose neighbour is gone come last.
        for place in removed { put(behind: place.before) }
        return restored
    }

    /// The same cases with ids that nobody has.
    private static func withFreeIDs(_ added: [Case], among cases: [Case]) -> [Case] {
        // Only ids that begin as the new ones do can be in their way.
        let stems = added.count <= IDTable<Void>.few ? added.map(\.id) : [""]
        var taken = Set(cases.lazy.map(\.id).filter { id in stems.contains { id.hasPrefix($0) } })
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

/// Values by the ids of cases, for a look at every case of a long list: where they are few they are compared, which is faster.
struct IDTable<Value> {
    static var few: Int { 4 }

    private var pairs: [(id: String, value: Value)] = []
    private var values: [String: Value] = [:]

    init(_ all: [(id: String, value: Value)]) {
        if all.count <= Self.few {
            pairs = all
        } else {
            values = Dictionary(all.map { ($0.id, $0.value) }, uniquingKeysWith: { $1 })
        }
    }

    subscript(one: Case) -> Value? {
        if values.isEmpty { return pairs.last { one.isCalled($0.id) }?.value }
        return values[one.id]
    }
}

/// A case that was taken away, and where it stood.
public struct RemovedCase: Codable, Equatable, Sendable {
    public var removed: Case
    /// The id of the case before it, which may have been taken away with it; nil for the first one.
    public var before: String?

    /// Those of a list with these ids, in their order.
    static func of(_ ids: Set<String>, in cases: [Case]) -> [RemovedCase] {
        let ids = IDTable(ids.map { ($0, ()) })
        return cases.indices.filter { ids[cases[$0]] != nil }.map {
            RemovedCase(removed: cases[$0], before: $0 > 0 ? cases[$0 - 1].id : nil)
        }
    }
}
