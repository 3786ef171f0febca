import Capture
public import FaceTypes
public import Gallery

/// Who is enrolled while the demo is shown.
///
/// The third of its people is not: she is the stranger.
public enum DemoPeople {
    /// The photos of each, in the demo's folder.
    public static let photos: [PersonName: [String]] = {
        let named = [("Barack Obama", ["obama.jpg", "obama2.jpg"]), ("Joe Biden", ["biden.jpg"])]
        return named.reduce(into: [:]) { people, person in
            if let name = try? PersonName(person.0) { people[name] = person.1 }
        }
    }()

    /// Embeds the photos; what can't be read is left out.
    ///
    /// - Parameters:
    ///   - folder: the demo's.
    ///   - analyzer: embeds them.
    /// - Returns: the people.
    public static func gallery(in folder: String, _ analyzer: FaceAnalyzer) -> Gallery {
        let people = photos.map { name, files in
            let photos = files.compactMap { file -> (path: String, template: Embedding)? in
                let path = "\(folder)/\(file)"
                guard let bytes = try? Picture.contents(of: path),
                    let template = try? analyzer.embedPhoto(bytes, path: path).get()
                else { return nil }
                return (path, template)
            }
            return Person(name: name, templates: photos.map(\.template), photos: photos.map(\.path))
        }
        return Gallery(people: people)
    }
}
