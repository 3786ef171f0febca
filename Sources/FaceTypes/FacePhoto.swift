/// A picture in which a face was good enough to be recognized.
public struct FacePhoto: Sendable {
    /// The picture.
    public let frame: Frame
    /// Where the face is.
    public let box: Box

    /// Makes a photo.
    public init(frame: Frame, box: Box) {
        self.frame = frame
        self.box = box
    }

    /// How much of its surroundings a face is kept with, as a share of its box on each side: the detector must find it again.
    private static let surroundings: Float = 0.6

    /// The face with what is around it; nil where it lies outside of the picture.
    public var cropped: Frame? { frame.cropped(to: box.expanded(by: Self.surroundings)) }
}
