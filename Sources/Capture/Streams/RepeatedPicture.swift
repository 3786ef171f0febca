import FaceTypes

/// One picture that is in memory already, shown as long as a film must show a face for it to be believed.
final class RepeatedPicture: FrameSource {
    let name: String
    let frameRate: Double? = 10
    private let picture: Frame
    private var shown = 0

    /// More frames than it takes to track and to name a face.
    static let times = 5

    init(_ picture: Frame, name: String) {
        self.picture = picture
        self.name = name
    }

    func next() -> Frame? {
        guard shown < Self.times else { return nil }
        defer { shown += 1 }
        return picture.numbered(shown, at: picture.capturedAt.advanced(by: Double(shown) / 10))
    }
}

extension Frame {
    /// The same picture with another number and time.
    func numbered(_ number: Int, at time: Instant) -> Frame {
        Frame(pixels: pixels, width: width, height: height, sequence: UInt64(number), capturedAt: time)
    }
}
