public import FaceTypes
public import Kernels

/// Resizes frames to one size; keeps its memory from frame to frame.
public struct Resizer: Sendable {
    private let width: Int
    private let height: Int
    private var scratch: [Int32] = []
    /// The last result: packed RGB, `[height][width][3]`.
    public private(set) var pixels: [UInt8]

    /// Makes a resizer to one size in pixels.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
        pixels = [UInt8](repeating: 0, count: width * height * 3)
    }

    /// Resizes a frame into `pixels`, byte for byte as OpenCV does (`INTER_LINEAR`).
    public mutating func resize(_ frame: Frame, kernels: KernelSet = .current) {
        kernels.resize(
            frame.pixels.span,
            width: frame.width,
            height: frame.height,
            outWidth: width,
            outHeight: height,
            scratch: &scratch,
            into: &pixels
        )
    }
}
