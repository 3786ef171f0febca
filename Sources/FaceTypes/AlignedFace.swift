import Text

/// A face turned upright, as an embedder wants it.
public struct AlignedFace: Sendable {
    /// The side of the square crop in pixels.
    public let side: Int

    /// 8-bit RGB, `[side][side][3]`.
    public private(set) var pixels: [UInt8]

    /// Makes an aligned face from packed RGB pixels, of which there must be `side * side * 3`.
    public init(pixels: [UInt8], side: Int) {
        precondition(pixels.count == side * side * 3, "an aligned face of \(side) from \(pixels.count) bytes")
        self.pixels = pixels
        self.side = side
    }

    /// Makes a black one, to be written to.
    public init(side: Int) { self.init(pixels: [UInt8](repeating: 0, count: side * side * 3), side: side) }

    /// Becomes the mirror image of another of the same size.
    public mutating func mirror(_ other: AlignedFace) {
        precondition(side == other.side, "a face of \(side) mirrors one of \(other.side)")
        for y in 0..<side {
            for x in 0..<side {
                let (to, from) = ((y * side + x) * 3, (y * side + side - 1 - x) * 3)
                for c in 0..<3 { pixels[to + c] = other.pixels[from + c] }
            }
        }
    }

    /// Lets a closure write the pixels, in the memory that they have.
    public mutating func write(_ body: (inout [UInt8]) -> Void) {
        body(&pixels)
        precondition(pixels.count == side * side * 3, "an aligned face of \(side) of \(pixels.count) bytes")
    }
}

/// Why a detection is not used for recognition.
public enum FaceRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// Too few pixels: the box's smaller side against the least that is wanted.
    case tooSmall(side: Int, minimum: Int)
    /// Too much of the box lies outside the frame: the share inside in `0...1`, and the least that is wanted.
    case outsideFrame(visible: Float, minimum: Float)
    /// Most of the box lies inside a surer one.
    case insideAnother
    /// The landmark network sees hardly a face: its probability in `0...1`, and the least that is wanted.
    case unlikely(probability: Float, minimum: Float)
    /// The head looks aside, up or down: by how many degrees, and the most that is accepted.
    case turnedAway(degrees: Float, maximum: Float)
    /// The head is tilted: by how many degrees, and the most that is accepted.
    case tilted(degrees: Float, maximum: Float)
    /// Its points lie on a line.
    case flat
    /// Too blurred: the sharpness of the aligned crop against the least that is wanted.
    case blurred(sharpness: Float, minimum: Float)
    /// Too dark or too bright: the mean of the aligned crop, in `0...255`.
    case exposure(mean: Float)
    /// An embedder gave an infinite number, or NaN.
    case notFinite

    /// The reason in words.
    public var description: String {
        switch self {
        case .tooSmall(let side, let minimum):
            "too small: \(side) px, at least \(minimum) are needed"
        case .outsideFrame(let visible, let minimum):
            "reaches past the frame: \(visible.percent) inside, at least \(minimum.percent) is needed"
        case .insideAnother: "lies inside a surer face"
        case .unlikely(let probability, let minimum):
            "hardly a face: probability \(probability.hundredths), at least \(minimum.hundredths) is needed"
        case .turnedAway(let degrees, let maximum):
            "turned away by \(Int(degrees)) degrees, at most \(Int(maximum)) are accepted"
        case .tilted(let degrees, let maximum):
            "tilted by \(Int(degrees)) degrees, at most \(Int(maximum)) are accepted"
        case .flat: "its eyes and nose lie on a line"
        case .blurred(let sharpness, let minimum):
            "too blurred: sharpness \(sharpness.tenths), at least \(minimum.tenths) is needed"
        case .exposure(let mean):
            "\(mean < 128 ? "too dark" : "too bright"): mean \(mean.tenths) of 255"
        case .notFinite: "the embedder gave no finite numbers"
        }
    }
}
