import FaceTypes
import Files
import Gallery
import Pipeline
import Recognition
import Text

/// Who is enrolled, with what there is to know of each.
struct GalleryOverview {
    let people: [PersonSummary]

    /// How much of the log's end is read for who was seen when, in bytes.
    private static let logEnd = 4_000_000
    /// Of more people not everybody is compared with everybody: that would take seconds.
    private static let mostCompared = 1000

    /// Looks at the gallery.
    ///
    /// - Parameters:
    ///   - store: the gallery.
    ///   - logPath: where people were named, if anywhere.
    ///   - qualities: how good the faces of photos are, by path, as far as is known.
    init(_ store: GalleryStore, logPath: String?, qualities: [String: Float] = [:]) {
        let gallery = store.gallery
        let seen = logPath.map { Self.lastSeen(in: $0) } ?? [:]
        let problems = store.problems.map(\.description)
        let folders = store.photos
        // Some are enrolled for this run only, and have no folder.
        let names = Set(folders.keys).union(gallery.people.map(\.name))
        people = names.sorted().map { name in
            let person = gallery.people.first { $0.name == name }
            let files =
                folders[name] ?? person?.photos.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
                ?? []
            return PersonSummary(
                name: name,
                photos: files.map { file in
                    Self.photo(file, of: name, person, problems, qualities)
                },
                lastSeen: seen[name.text],
                nearest: person.flatMap { Self.nearest(to: $0, in: gallery, cut: store.matcher.threshold) }
            )
        }
    }

    private static func photo(
        _ file: String,
        of name: PersonName,
        _ person: Person?,
        _ problems: [String],
        _ qualities: [String: Float]
    ) -> PersonSummary.Photo {
        let marker = "/\(name)/\(file)".printable + ": "
        let problem = problems.first { $0.contains(marker) }.map { words in
            String(words.split(separator: marker, maxSplits: 1).last ?? "")
        }
        var (d2, quality): (Float?, Float?)
        if let person, let index = person.photos.firstIndex(where: { $0.hasSuffix("/\(file)") }) {
            quality = qualities[person.photos[index]]
            let others = person.templates.indices.filter { $0 != index }
            d2 = others.map { person.templates[index].squaredDistance(to: person.templates[$0]) }.min()
        }
        return PersonSummary.Photo(file: file, d2: d2, quality: quality, problem: problem)
    }

    private static func nearest(
        to person: Person,
        in gallery: Gallery,
        cut: Float
    ) -> PersonSummary.Nearest? {
        guard gallery.people.count <= mostCompared else { return nil }
        let others = gallery.people.filter { $0.name != person.name }.map { other in
            let d2 = person.templates.flatMap { template in
                other.templates.map { template.squaredDistance(to: $0) }
            }
            let least = d2.min() ?? .infinity
            return PersonSummary.Nearest(name: other.name, d2: least, isAlike: least <= cut)
        }
        return others.min { $0.d2 < $1.d2 }
    }

    /// When people were named last, by the end of the log, in seconds since 1970.
    private static func lastSeen(in path: String) -> [String: Double] {
        struct Line: Decodable {
            let person: String?
            let time: String
        }
        let text = String(decoding: RegularFile.end(of: path, count: logEnd), as: UTF8.self)
        var seen: [String: Double] = [:]
        // Lines of the same person are many, and only the last one counts.
        for text in text.split(separator: "\n").reversed() where text.contains("\"person\":\"") {
            guard let line = try? JSON.decode(Line.self, from: [UInt8](text.utf8)), let person = line.person,
                seen[person] == nil, let time = EventLine.seconds(of: line.time)
            else { continue }
            seen[person] = time
        }
        return seen
    }
}
