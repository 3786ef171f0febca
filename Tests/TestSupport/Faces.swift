public import FaceTypes
import Glibc

/// Makes embeddings and faces for tests.
public enum Faces {
    /// How many numbers the embeddings have.
    public static let dimensions = 128

    /// A unit vector in the plane of the first two axes: the squared distance of two is `2 - 2 cos(difference)`.
    public static func embedding(degrees: Double) -> Embedding {
        var values = [Float](repeating: 0, count: dimensions)
        let radians = degrees * Double.pi / 180
        values[0] = Float(cos(radians))
        values[1] = Float(sin(radians))
        return Embedding(values: values)
    }

    /// A detection of a size at a place.
    public static func detection(x: Float, y: Float = 0, side: Float = 100, confidence: Float = 0.9)
        -> Detection
    {
        Detection(box: Box(x: x, y: y, width: side, height: side), confidence: confidence)
    }

    /// A name that is known to be good.
    public static func name(_ text: String) -> PersonName {
        guard let name = try? PersonName(text) else { preconditionFailure("'\(text)' is no name") }
        return name
    }

    /// A moment so many seconds after the clock's start.
    public static func time(_ seconds: Double) -> Instant { Instant(nanoseconds: Int64(seconds * 1e9)) }

    /// The same on both clocks.
    public static func moment(_ seconds: Double) -> Moment {
        Moment(instant: time(seconds), wallTime: 1_795_521_600 + seconds)
    }

    /// An event about a face of somebody known, or of a stranger.
    public static func event(_ kind: Event.Kind, person: String? = nil, sequence: Int = 1) -> Event {
        Event(
            kind: kind,
            sequence: sequence,
            time: 1_795_521_600.1234,
            monotonic: time(12.5),
            subject: .face(
                Event.Sighting(
                    track: "abc-1",
                    detection: detection(x: 1.5),
                    frameWidth: 640,
                    frameHeight: 480,
                    identity: person.map { .known(.init(person: name($0), d2: 0.25, margin: nil)) }
                )
            ),
            duration: 2.0004
        )
    }
}
