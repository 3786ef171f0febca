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

    /// Resizes a frame into `pixels`, byte for byte as OpenCV does (`INTER_LINEAR`).
    public mutating func resize(_ frame: Frame, kernels: KernelSet = .current) {
        unsafe frame.pixels.withUnsafeBytes { bytes in
            let (width, height) = (frame.width, frame.height)
            guard
                let picture = unsafe PictureBytes(
                    .rgb,
                    width: width,
                    height: height,
                    bytesPerLine: width * 3,
                    bytes
                )
            else { preconditionFailure("\(bytes.count) bytes for \(width)x\(height)") }
            resize(picture, kernels: kernels)
        }
    }

    /// The same with a picture that need not be RGB yet: only the rows that matter become so.
    public mutating func resize(_ picture: borrowing PictureBytes, kernels: KernelSet = .current) {
        kernels.resize(picture, outWidth: width, outHeight: height, scratch: &scratch, into: &pixels)
    }
}
