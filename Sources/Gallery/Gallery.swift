// Gallery: from an embedding to an identity, and the folder that people are enrolled in.
//
//   Gallery         an immutable set of people and their templates
//   Matcher         open-set identification
//   Enrollment      what may become a template
//   GalleryFolder   gallery/<person>/ with photos, the truth: read, and changed
//   GalleryScan     what lies in it
//   PhotoReading    its photos while they are read and embedded
//   GalleryAudit    photos in the wrong folder, people under two names
//   KeptPhotos      those of which the user said that they are right
//   TemplateCache   the embeddings of its photos, rebuilt when anything that they depend on changes
//
// Knows nothing of pictures: a closure turns a photo into an embedding.

public import FaceTypes

/// A person and what it is recognised by.
public struct Person: Sendable, Hashable {
    /// The name, which is also the folder's.
    public let name: PersonName
    /// One embedding a photo.
    public let templates: [Embedding]

    /// Makes a person.
    public init(name: PersonName, templates: [Embedding]) {
        self.name = name
        self.templates = templates
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
}
