import CV4L2
import FaceTypes
import Kernels

/// One conversion of a camera's pictures to RGB by our own code, measured against libv4l2's.
public struct ConversionMeasurement: Sendable, Encodable {
    /// From what to what.
    public let name: String
    /// The fastest run of libv4l2's conversion, in milliseconds.
    public let libv4l: Double
    /// The fastest run of ours, in milliseconds.
    public let own: Double
    /// The largest difference of a byte of the two results.
    public let largestDifference: Int

    /// Measures YUYV and NV12, whole and straight to the detector's input, and Motion JPEG.
    ///
    /// - Parameters:
    ///   - jpeg: a JPEG picture.
    ///   - rounds: how often each is run, in turns.
    /// - Returns: a measurement a conversion.
    /// - Throws: `CaptureError` where the picture is none, or libv4l2's conversion can't start.
    public static func all(jpeg: [UInt8], rounds: Int) throws(CaptureError) -> [ConversionMeasurement] {
        guard let converter = LibV4LConverter(descriptor: -1) else {
            throw .unsupported("libv4l2", problem: "its conversion can't start")
        }
        var results: [ConversionMeasurement] = []
        for size in [FrameSize(width: 640, height: 480), FrameSize(width: 1920, height: 1080)] {
            for (format, layout) in [(PixelFormat.yuyv, PictureBytes.Layout.yuyv), (.nv12, .nv12)] {
                let grant = try Grant(format, size)
                let bytes = noise(count: grant.wholeBytes ?? 0)
                results += [
                    whole(bytes, grant, layout, converter, rounds: rounds),
                    straight(bytes, grant, layout, converter, rounds: rounds),
                ]
            }
        }
        let picture = try JPEG.decode(jpeg, name: "the JPEG picture")
        let grant = try Grant(.mjpeg, FrameSize(width: picture.width, height: picture.height))
        return results + [motionJPEG(jpeg, grant, converter, rounds: rounds)]
    }

    private static func whole(
        _ bytes: [UInt8],
        _ grant: Grant,
        _ layout: PictureBytes.Layout,
        _ converter: LibV4LConverter,
        rounds: Int
    ) -> ConversionMeasurement {
        var theirs = [UInt8](repeating: 0, count: grant.mode.size.width * grant.mode.size.height * 3)
        var ours = theirs
        let times = alternating(rounds: rounds) {
            convert(bytes, grant, converter, into: &theirs)
        } and: {
            withPicture(bytes, grant, layout) { picture in
                unsafe ours.withUnsafeMutableBufferPointer { unsafe KernelSet.current.rgb(picture, into: $0) }
            }
        }
        return ConversionMeasurement("\(grant.mode.size) \(grant.mode.format)", times, theirs, ours)
    }

    private static func straight(
        _ bytes: [UInt8],
        _ grant: Grant,
        _ layout: PictureBytes.Layout,
        _ converter: LibV4LConverter,
        rounds: Int
    ) -> ConversionMeasurement {
        let side = 300
        var rgb = [UInt8](repeating: 0, count: grant.mode.size.width * grant.mode.size.height * 3)
        var theirs = [UInt8](repeating: 0, count: side * side * 3)
        var ours = theirs
        var scratch = ResizeScratch()
        var ourScratch = ResizeScratch()
        let size = grant.mode.size
        let times = alternating(rounds: rounds) {
            convert(bytes, grant, converter, into: &rgb)
            let whole = (try? Grant(.rgb24, size)) ?? grant
            withPicture(rgb, whole, .rgb) { picture in
                KernelSet.current.resize(
                    picture,
                    outWidth: side,
                    outHeight: side,
                    scratch: &scratch,
                    into: &theirs
                )
            }
        } and: {
            withPicture(bytes, grant, layout) { picture in
                KernelSet.current.resize(
                    picture,
                    outWidth: side,
                    outHeight: side,
                    scratch: &ourScratch,
                    into: &ours
                )
            }
        }
        return ConversionMeasurement("\(size) \(grant.mode.format) to \(side)x\(side)", times, theirs, ours)
    }

    private static func motionJPEG(
        _ bytes: [UInt8],
        _ grant: Grant,
        _ converter: LibV4LConverter,
        rounds: Int
    )
        -> ConversionMeasurement
    {
        var theirs = [UInt8](repeating: 0, count: grant.mode.size.width * grant.mode.size.height * 3)
        var ours = theirs
        let decoder = JPEGFrameDecoder()
        let times = alternating(rounds: rounds) {
            convert(bytes, grant, converter, into: &theirs)
        } and: {
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe ours.withUnsafeMutableBufferPointer { pixels in
                    let size = grant.mode.size
                    _ = unsafe decoder?.decode(bytes, width: size.width, height: size.height, into: pixels)
                }
            }
        }
        return ConversionMeasurement("\(grant.mode.size) MJPG", times, theirs, ours)
    }

    private init(_ name: String, _ times: (Double, Double), _ theirs: [UInt8], _ ours: [UInt8]) {
        self.name = name
        (libv4l, own) = times
        largestDifference = zip(theirs, ours).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
    }

    private static func convert(
        _ bytes: [UInt8],
        _ grant: Grant,
        _ converter: LibV4LConverter,
        into pixels: inout [UInt8]
    ) {
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe pixels.withUnsafeMutableBufferPointer { pixels in
                _ = unsafe converter.convert(bytes, grant, into: pixels)
            }
        }
    }

    private static func withPicture(
        _ bytes: [UInt8],
        _ grant: Grant,
        _ layout: PictureBytes.Layout,
        _ body: (borrowing PictureBytes) -> Void
    ) {
        let size = grant.mode.size
        unsafe bytes.withUnsafeBytes { bytes in
            let picture = unsafe PictureBytes(
                layout,
                width: size.width,
                height: size.height,
                bytesPerLine: grant.bytesPerLine,
                bytes
            )
            guard let picture else { preconditionFailure("\(bytes.count) bytes for \(size)") }
            body(picture)
        }
    }

    /// The shortest of several runs of each, in turns, in milliseconds.
    private static func alternating(rounds: Int, _ first: () -> Void, and second: () -> Void) -> (
        Double, Double
    ) {
        var best = (Double.infinity, Double.infinity)
        for _ in 0..<rounds {
            var start = Instant.now()
            first()
            best.0 = min(best.0, Instant.now().seconds(since: start) * 1000)
            start = .now()
            second()
            best.1 = min(best.1, Instant.now().seconds(since: start) * 1000)
        }
        return best
    }

    /// Bytes that take all values (a linear congruential generator, Numerical Recipes' constants).
    private static func noise(count: Int) -> [UInt8] {
        var state: UInt32 = 1
        return (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: state >> 24)
        }
    }
}

extension Grant {
    /// A mode without padding.
    init(_ format: PixelFormat, _ size: FrameSize) throws(CaptureError) {
        var pixels = v4l2_pix_format()
        pixels.width = UInt32(size.width)
        pixels.height = UInt32(size.height)
        pixels.pixelformat = format.code
        try self.init(pixels, rate: nil, on: "a picture")
    }
}
