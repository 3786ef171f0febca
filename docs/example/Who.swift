import Capture
import FaceTypes
import Recognition

/// Prints who is in some pictures: `who MODELS GALLERY PICTURE...`.
///
/// MODELS is facetop's folder of models; GALLERY has a folder of photos for each person.
@main
struct Who {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 3 else { return print("usage: who MODELS GALLERY PICTURE...") }
        let settings = Settings(models: arguments[1], gallery: arguments[2])
        let models = try ModelSet(settings)
        let analyzer = try models.analyzer(settings.engine, settings)
        let store = GalleryStore(models, settings, analyzer)
        try store.load()
        for path in arguments.dropFirst(3) {
            for face in analyzer.faces(in: try Picture.read(path)) {
                let box = face.detection.box
                print("\(path): \(answer(face, store)) at \(Int(box.x)),\(Int(box.y))")
            }
        }
    }

    static func answer(_ face: FaceAnalyzer.Face, _ store: GalleryStore) -> String {
        guard let embedding = face.embedding else {
            return "not used (\(face.refusal?.description ?? ""))"
        }
        return store.identify(embedding).person?.text ?? "unknown"
    }
}
