/// All that one redraw of the screen needs.
public struct Snapshot: Sendable {
    /// A face on the screen.
    public struct Face: Sendable {
        /// The track behind it.
        public let track: Track
        /// Who it is; nil while the evidence is not enough.
        public let identity: Identity?
        /// Why it is not recognized at the moment, if so.
        public let refusal: FaceRefusal?
        /// The last picture that it could be recognized in.
        public let photo: FacePhoto?

        /// What the last answer was made from; nil before the first.
        public let explanation: Explanation?

        /// Pairs a track with what is known of it.
        public init(
            track: Track,
            identity: Identity?,
            refusal: FaceRefusal?,
            photo: FacePhoto? = nil,
            explanation: Explanation? = nil
        ) {
            (self.track, self.identity, self.refusal, self.photo) = (track, identity, refusal, photo)
            self.explanation = explanation
        }
    }

    /// What the source is doing.
    public enum SourceState: Sendable, Hashable {
        /// Not yet a frame.
        case opening
        /// Frames come.
        case running
        /// The camera is lost, or can't be had yet, and is tried again; the message says why.
        case lost(String)
        /// The user holds it.
        case paused
        /// The source ended.
        case ended
        /// The source failed; the message says how and what to do.
        case failed(String)
    }

    /// The newest frame that was looked at.
    public var frame: Frame?
    /// The faces in it, by track.
    public var faces: [Face] = []
    /// The last events, newest last.
    public var events: [Event] = []
    /// Rates and latencies.
    public var metrics = MetricsReport()
    /// What the source is doing.
    public var source = SourceState.opening
    /// The source's name.
    public var sourceName = ""
    /// Which of how many cameras it is.
    public var camera: (index: Int, count: Int) = (0, 1)
    /// What a camera granted, as `640x480 YUYV 30/s`; nil for other sources.
    public var mode: String?
    /// How many people and templates are enrolled.
    public var enrolled: (people: Int, templates: Int) = (0, 0)

    /// Everybody who is enrolled, by name.
    public var names: [PersonName] = []
    /// How many photos of the gallery are embedded, of those that must be before faces can be named; nil when all are.
    public var galleryReading: (done: Int, all: Int)?
    /// How many photos, folders and files of the gallery are not used.
    public var galleryProblems = 0

    /// Who is enrolled, when that was asked for.
    public var people: [PersonSummary] = []
    /// The photo that a face is compared with, when that was asked for, and its path.
    public var comparison: (path: String, picture: Frame)?
    /// Unknown faces that were kept, those that came most often first.
    public var inbox: [UnknownPerson] = []
    /// What the program takes of the machine; nil before it was measured.
    public var process: ProcessUse?
    /// With which numbers the networks are computed.
    public var precision = ""
    /// The options by their names: the value, and where it comes from.
    public var settings: [String: (value: String, from: String)] = [:]
    /// Whether nothing of the gallery is to be changed.
    public var isReadOnly = false
    /// The wall clock, in seconds since 1970.
    public var wallTime = 0.0

    /// Makes an empty snapshot.
    public init() {}
}

/// Rates and latencies of the pipeline's stages at one moment.
public struct MetricsReport: Sendable {
    /// One stage.
    public struct Stage: Sendable {
        /// What is measured.
        public enum Name: String, Sendable, CaseIterable, Encodable {
            /// From the moment a camera took a frame until it is here; reading a file's frame.
            case capture
            /// From a camera's buffer to RGB.
            case decode
            /// From a picture to detections.
            case detect
            /// From a detection to an identity.
            case recognize
            /// From the moment a frame was taken to its tracks.
            case total
        }

        /// What was measured.
        public let name: Name
        /// Results since the start.
        public let count: Int
        /// Results a second over the last seconds.
        public let rate: Double
        /// The median latency in milliseconds.
        public let p50: Double
        /// The latency in milliseconds that 95 of 100 stay below.
        public let p95: Double

        /// Makes a stage's report.
        public init(name: Name, count: Int = 0, rate: Double, p50: Double, p95: Double) {
            (self.name, self.count, self.rate, self.p50, self.p95) = (name, count, rate, p50, p95)
        }
    }

    /// The stages in the order of the flow.
    public var stages: [Stage] = []
    /// Frames that a newer one replaced before anybody looked at them.
    public var replaced = 0
    /// Frames that the source itself lost.
    public var losses = FrameLosses()

    /// The measures of one stage; nil while there are none.
    public subscript(name: Stage.Name) -> Stage? { stages.first { $0.name == name } }

    /// Makes an empty report.
    public init() {}
}
