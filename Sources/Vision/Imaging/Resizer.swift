public import FaceTypes
public import Kernels

/// Resizes frames to one size; keeps its memory from frame to frame.
public struct Resizer: Sendable {
    private let width: Int
    private let height: Int
    private var scratch = ResizeScratch()
    /// The last result: packed RGB, `[height][width][3]`.
    public private(set) var pixels: [UInt8]

    /// Makes a resizer to one size in pixels.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
        pixels = [UInt8](repeating: 0, count: width * height * 3)
    }

    /// The last result as a frame.
    var frame: Frame { Frame(pixels: pixels, width: width, height: height) }

    /// Resizes a frame into `pixels`, byte for byte as OpenCV does (`INTER_LINEAR`).
    public mutating func resize(_ frame: Frame, kernels: KernelSet = .current) {
        resize(frame, Tile(x: 0, y: 0, width: frame.width, height: frame.height), kernels: kernels)
    }

    /// Resizes a part of a frame, which must lie inside, as if it were a frame of its own.
    mutating func resize(_ frame: Frame, _ tile: Tile, kernels: KernelSet = .current) {
        PictureBytes.lending(
            frame.pixels,
            width: frame.width,
            part: (tile.x, tile.y, tile.width, tile.height)
        ) {
            resize($0, kernels: kernels)
        }
    }

    /// The same with a picture that need not be RGB yet: only the rows that matter become so.
    public mutating func resize(_ picture: borrowing PictureBytes, kernels: KernelSet = .current) {
        kernels.resize(picture, outWidth: width, outHeight: height, scratch: &scratch, into: &pixels)
    }
}
