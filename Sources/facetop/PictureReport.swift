import FaceTypes
import Recognition
import Text

/// What `identify` says about one picture.
struct PictureReport: Encodable {
    /// One face.
    struct Face: Encodable {
        private let face: FaceAnalyzer.Face
        let identity: Identity?
        private let showsEmbedding: Bool

        init(_ face: FaceAnalyzer.Face, identity: Identity?, showsEmbedding: Bool) {
            (self.face, self.identity, self.showsEmbedding) = (face, identity, showsEmbedding)
        }

        private enum CodingKeys: String, CodingKey {
            case box, confidence, landmarks, turned, usable, reason, quality, identity, person, nearest, d2
            case margin, embedding
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
            try object.encode(face.quality.map(Quality.init), forKey: .quality)
            try object.encode(identity?.person == nil ? "unknown" : "known", forKey: .identity)
            try object.encode(identity?.person?.text, forKey: .person)
            let nearest = identity?.nearest
            try object.encode(nearest?.person.text, forKey: .nearest)
            try object.encode(nearest?.d2, forKey: .d2)
            try object.encode(nearest?.margin, forKey: .margin)
            if showsEmbedding { try object.encode(face.embedding?.values, forKey: .embedding) }
        }

        /// Why the face is not used, nil where it is.
        private var reason: String? {
            face.refusal?.description
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
            guard let nearest = identity?.nearest else { return "unknown  nobody is enrolled" }
            let margin = nearest.margin.map { ", margin \($0.hundredths)" } ?? ""
            let distance = "d2 \(nearest.d2.hundredths)\(margin)"
            return identity?.person == nil
                ? "unknown  nearest \(nearest.person), \(distance)" : "\(nearest.person)  \(distance)"
        }
    }

    private struct Quality: Encodable {
        let overall: Float
        let probability: Float
        let size: Float
        let frontality: Float
        let sharpness: Float
        let light: Float
        let yaw: Float
        let pitch: Float
        let roll: Float

        init(_ quality: FaceQuality) {
            (overall, probability, size) = (quality.overall, quality.probability, quality.size)
            (frontality, sharpness, light) = (quality.frontality, quality.sharpness, quality.light)
            (yaw, pitch, roll) = (quality.pose.yaw, quality.pose.pitch, quality.pose.roll)
        }
    }

    private let image: String
    private let width: Int?
    private let height: Int?
    private let faces: [Face]?
    private let error: String?

    init(image: String, width: Int, height: Int, faces: [Face]) {
        (self.image, self.width, self.height, self.faces) = (image, width, height, faces)
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
    var json: String { String(decoding: JSON.line(self).dropLast(), as: UTF8.self) }

    /// Lines for people; an error is told elsewhere.
    var lines: [String] {
        guard let faces, let width, let height else { return [] }
        return ["\(image.printable): \(width)x\(height), \(faces.count.counted("face"))"]
            + faces.enumerated().map { $1.line($0 + 1) }
    }
}
