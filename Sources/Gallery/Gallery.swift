public import FaceTypes

/// A person and what it is recognized by.
public struct Person: Sendable, Hashable {
    /// The name, which is also the folder's.
    public let name: PersonName
    /// One embedding a photo.
    public let templates: [Embedding]
    /// The unit vector in the direction of their mean; nil where there is but one, or they cancel out.
    let center: Embedding?

    /// Makes a person.
    public init(name: PersonName, templates: [Embedding]) {
        self.name = name
        self.templates = templates
        center = templates.count > 1 ? Embedding(weightedMean: templates.map { ($0, 1) }) : nil
    }
}

/// An immutable set of enrolled people.
public struct Gallery: Sendable {
    /// The people who have a template, by name.
    public let people: [Person]

    /// Makes a gallery; people without templates are left out.
    public init(people: [Person]) {
        self.people = people.filter { !$0.templates.isEmpty }.sorted { $0.name < $1.name }
    }

    /// How many templates all people have.
    public var templateCount: Int { people.reduce(0) { $0 + $1.templates.count } }

    /// Returns this gallery with another's people added; who is in both has both's templates.
    public func merged(with other: Gallery) -> Gallery {
        var templates: [PersonName: [Embedding]] = [:]
        for person in people + other.people { templates[person.name, default: []] += person.templates }
        return Gallery(people: templates.map { Person(name: $0.key, templates: $0.value) })
    }

    /// The distances of templates to other people, in order.
    ///
    /// - Parameter count: of more, every second or third template is compared.
    /// - Returns: the distances, the least first.
    public func distancesBetweenPeople(atMost count: Int) -> [Float] {
        let all = people.flatMap { person in person.templates.map { (person: person.name, template: $0) } }
        let step = max(1, all.count * (people.count - 1) / max(count, 1))
        var distances: [Float] = []
        for index in stride(from: 0, to: all.count, by: step) {
            for person in people where person.name != all[index].person {
                distances.append(Matcher.distance(all[index].template, to: person))
            }
        }
        return distances.sorted()
    }
}
