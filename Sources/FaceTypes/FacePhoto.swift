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
}
