import FaceTypes
import FoundationEssentials
import Pipeline
import PrintableText

/// What `identify` says about one picture.
struct PictureReport: Encodable {
    /// One face.
    struct Face: Encodable {
        private let face: FaceAnalyzer.Face
        let identity: Identity?
        private let showsEmbedding: Bool

        init(_ face: FaceAnalyzer.Face, identity: Identity?, showsEmbedding: Bool) {
            self.face = face
            self.identity = identity
            self.showsEmbedding = showsEmbedding
        }

        private enum CodingKeys: String, CodingKey {
            case box, confidence, landmarks, turned, usable, reason, identity, person, nearest, d2, margin
            case embedding
        }

        func encode(to encoder: any Encoder) throws {
            var object = encoder.container(keyedBy: CodingKeys.self)
            try object.encode(face.detection.box, forKey: .box)
            try object.encode(face.detection.confidence, forKey: .confidence)
            try object.encode(face.landmarks.points.map { [$0.x, $0.y] }, forKey: .landmarks)
            try object.encode(face.turn.rawValue, forKey: .turned)
            try object.encode(face.embedding != nil, forKey: .usable)
            try object.encode(reason, forKey: .reason)
            // What is refused is never identified: it is nobody known, and near to nobody.
            try object.encode(identity?.person == nil ? "unknown" : "known", forKey: .identity)
            try object.encode(identity?.person?.text, forKey: .person)
            try object.encode(identity?.nearest?.text, forKey: .nearest)
            try object.encode(identity?.d2, forKey: .d2)
            try object.encode(identity?.margin, forKey: .margin)
            if showsEmbedding { try object.encode(face.embedding?.values, forKey: .embedding) }
        }

        /// Why the face is not used, nil where it is.
        private var reason: String? {
            face.embedding == nil ? face.refusal?.description ?? "the embedder gave no finite numbers" : nil
        }

        /// One line for people.
        func line(_ number: Int) -> String {
            let box = face.detection.box
            let place = "at \(Int(box.x)),\(Int(box.y)) \(Int(box.width))x\(Int(box.height))"
            let confidence = "confidence \(face.detection.confidence.hundredths)"
            let turned =
                face.turn == .none ? "" : "  (turn the picture by \(face.turn.rawValue) degrees clockwise)"
            return "  \(number)  \(answer)  \(place)  \(confidence)\(turned)"
        }

        private var answer: String {
            if let reason { return "not used: \(reason)" }
            let d2 = identity?.d2.map { "d2 \($0.hundredths)" } ?? "nobody is enrolled"
            let margin = identity?.margin.map { ", margin \($0.hundredths)" } ?? ""
            if let person = identity?.person { return "\(person)  \(d2)\(margin)" }
            return "unknown  " + (identity?.nearest.map { "nearest \($0), \(d2)\(margin)" } ?? d2)
        }
    }

    private let image: String
    private let width: Int?
    private let height: Int?
    private let faces: [Face]?
    private let error: String?

    init(image: String, width: Int, height: Int, faces: [Face]) {
        self.image = image
        self.width = width
        self.height = height
        self.faces = faces
        error = nil
    }

    init(image: String, error: String) {
        self.image = image
        self.error = error
        width = nil
        height = nil
        faces = nil
    }

    private enum CodingKeys: String, CodingKey {
        case schema, image, width, height, faces, error
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(1, forKey: .schema)
        try object.encode(image, forKey: .image)
        try object.encodeIfPresent(width, forKey: .width)
        try object.encodeIfPresent(height, forKey: .height)
        try object.encodeIfPresent(faces, forKey: .faces)
        try object.encodeIfPresent(error, forKey: .error)
    }

    /// Whether somebody known is in the picture.
    var hasKnownFace: Bool { faces?.contains { $0.identity?.person != nil } ?? false }

    /// One line of JSON.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else {
            preconditionFailure("the report of \(image) does not encode")
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// Lines for people; an error is told elsewhere.
    var lines: [String] {
        guard let faces, let width, let height else { return [] }
        return ["\(image.printable): \(width)x\(height), \(faces.count.counted("face"))"]
            + faces.enumerated().map { $1.line($0 + 1) }
    }
}
