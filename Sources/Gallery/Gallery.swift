public import FaceTypes

/// A person and what it is recognized by.
public struct Person: Sendable, Hashable {
    /// The name, which is also the folder's.
    public let name: PersonName
    /// One embedding a photo.
    public let templates: [Embedding]
    /// The photos' paths, in the templates' order; empty where there are no files.
    public let photos: [String]
    /// Faces of which the user said that they are not this person.
    public let negatives: [Embedding]
    /// The unit vector in the direction of the templates' mean; nil where there is but one, or they cancel out.
    let center: Embedding?

    /// Makes a person.
    public init(
        name: PersonName,
        templates: [Embedding],
        photos: [String] = [],
        negatives: [Embedding] = []
    ) {
        self.name = name
        self.templates = templates
        self.photos = photos.count == templates.count ? photos : []
        self.negatives = negatives
        center = templates.count > 1 ? Embedding(weightedMean: templates.map { ($0, 1) }) : nil
    }

    /// The person with another's templates and negatives, too.
    func joined(with other: Person) -> Person {
        func paths(_ person: Person) -> [String] {
            person.photos.isEmpty ? person.templates.map { _ in "" } : person.photos
        }
        return Person(
            name: name,
            templates: templates + other.templates,
            photos: paths(self) + paths(other),
            negatives: negatives + other.negatives
        )
    }
}

/// A face that the user does not want to hear of.
public struct IgnoredFace: Sendable, Hashable {
    /// The face.
    public let embedding: Embedding
    /// Until when, in seconds since 1970; infinite for ever.
    public let until: Double

    /// Makes one.
    public init(embedding: Embedding, until: Double) { (self.embedding, self.until) = (embedding, until) }
}

/// An immutable set of enrolled people.
public struct Gallery: Sendable {
    /// The people who have a template, by name.
    public let people: [Person]
    /// Faces that nobody is to be told of.
    public let ignored: [IgnoredFace]
    /// Finds the nearest of many.
    private let index: GalleryIndex?

    /// Makes a gallery; people without templates are left out.
    public init(people: [Person], ignored: [IgnoredFace] = []) {
        self.init(people: people, ignored: ignored, isIndexed: true)
    }

    /// The same, for comparing, perhaps without an index of the templates.
    package init(people: [Person], ignored: [IgnoredFace] = [], isIndexed: Bool) {
        self.people = people.filter { !$0.templates.isEmpty }.sorted { $0.name < $1.name }
        self.ignored = ignored
        index = isIndexed ? GalleryIndex(self.people) : nil
    }

    /// The people among whom those nearest to a face are, in order: all, or of many a few.
    ///
    /// - Parameters:
    ///   - probe: the face.
    ///   - least: how many of the nearest must be among them.
    /// - Returns: the people.
    func people(near probe: Embedding, atLeast least: Int) -> [Person] {
        guard let index, let numbers = index.people(near: probe, atLeast: least) else { return people }
        return numbers.map { people[$0] }
    }

    /// Returns this gallery with another's people added; who is in both has both's templates.
    public func merged(with other: Gallery) -> Gallery {
        var merged: [PersonName: Person] = [:]
        for person in people + other.people {
            merged[person.name] = merged[person.name]?.joined(with: person) ?? person
        }
        return Gallery(people: Array(merged.values), ignored: ignored + other.ignored)
    }

    /// How many templates all people have.
    public var templateCount: Int { people.reduce(0) { $0 + $1.templates.count } }

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
