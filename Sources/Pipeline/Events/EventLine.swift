public import FaceTypes
import FoundationEssentials
import Text

/// An event as it stands in the log: one JSON object, one line.
///
/// Fields: docs/events.md.
public struct EventLine: Encodable, Sendable {
    private let event: Event
    private let camera: String
    private let model: String

    /// Describes an event of a camera, recognized with a model.
    public init(_ event: Event, camera: String, model: String) {
        (self.event, self.camera, self.model) = (event, camera, model)
    }

    /// The version of the fields' meaning.
    public static let schema = 1

    private enum CodingKeys: String, CodingKey {
        case schema, seq, type, time, monotonic, camera, track, frame, box, confidence, identity, person,
            nearest, d2
        case margin, duration, reason, model
    }

    private struct Size: Encodable {
        let w: Int
        let h: Int
    }

    /// Writes all fields; what is not known is null.
    public func encode(to encoder: any Encoder) throws {
        var line = encoder.container(keyedBy: CodingKeys.self)
        try line.encode(Self.schema, forKey: .schema)
        try line.encode(event.sequence, forKey: .seq)
        try line.encode(event.kind.rawValue, forKey: .type)
        try line.encode(Self.timestamp(event.time), forKey: .time)
        try line.encode((event.monotonic.seconds * 1000).rounded() / 1000, forKey: .monotonic)
        try line.encode(camera, forKey: .camera)
        let face = event.face
        try line.encode(face?.track, forKey: .track)
        try line.encode(face.map { Size(w: $0.frameWidth, h: $0.frameHeight) }, forKey: .frame)
        try line.encode(face?.detection.box, forKey: .box)
        try line.encode(face?.detection.confidence, forKey: .confidence)
        try line.encode(face.map(Self.state(of:)), forKey: .identity)
        try line.encode(face?.identity?.person?.text, forKey: .person)
        let nearest = face?.identity?.nearest
        try line.encode(nearest?.person.text, forKey: .nearest)
        try line.encode(nearest?.d2, forKey: .d2)
        try line.encode(nearest?.margin, forKey: .margin)
        try line.encode((event.duration * 1000).rounded() / 1000, forKey: .duration)
        try line.encode(reason, forKey: .reason)
        try line.encode(model, forKey: .model)
    }

    private static func state(of face: Event.Sighting) -> String {
        switch face.identity {
        case nil: "pending"
        case .known: "known"
        case .unknown: "unknown"
        }
    }

    private var reason: String? {
        guard case .camera(let reason) = event.subject else { return nil }
        return reason
    }

    /// The line's bytes, with its line end.
    public var bytes: [UInt8] { JSON.line(self) }

    /// RFC 3339 in UTC with milliseconds.
    public static func timestamp(_ seconds: Double) -> String {
        let milliseconds = Int((seconds * 1000).rounded())
        // The fraction is written here: the formatter would round it down.
        let whole = Date(timeIntervalSince1970: Double(milliseconds / 1000)).formatted(.iso8601)
        let fraction = String(1000 + milliseconds % 1000).dropFirst()
        return "\(whole.dropLast()).\(fraction)Z"
    }

    /// The seconds since 1970 of a time as `timestamp` writes it, to whole seconds; nil for anything else.
    public static func seconds(of timestamp: String) -> Double? {
        let whole = timestamp.prefix { $0 != "." && $0 != "Z" }
        return (try? Date("\(whole)Z", strategy: .iso8601))?.timeIntervalSince1970
    }
}
