public import Capture
import FaceTypes
import Kernels
import Text

/// One conversion of a camera's pictures to RGB by our own code, measured against libv4l2's.
public struct ConversionMeasurement: Sendable {
    /// From what to what.
    public let name: String
    /// The fastest run of libv4l2's conversion, in milliseconds.
    public let library: Double
    /// The fastest run of ours, in milliseconds.
    public let own: Double
    /// The largest difference of a byte of the two results.
    public let largestDifference: Int

    /// The side of the detector's input, in pixels.
    private static let side = 300

    /// Measures YUYV and NV12, whole and straight to the detector's input, and Motion JPEG.
    ///
    /// - Parameters:
    ///   - jpeg: a JPEG picture.
    ///   - rounds: how often each is run, in turns.
    /// - Returns: a measurement a conversion.
    /// - Throws: `CaptureError` where the picture can't be read, or libv4l2's conversion can't start.
    public static func all(jpeg: [UInt8], rounds: Int) throws(CaptureError) -> [ConversionMeasurement] {
        var results: [ConversionMeasurement] = []
        for size in [FrameSize(width: 640, height: 480), FrameSize(width: 1920, height: 1080)] {
            for format in [PixelFormat.yuyv, .nv12] {
                let conversion = try Conversion(format, size)
                let bytes = noise(count: conversion.byteCount)
                results += [
                    whole(bytes, conversion, rounds: rounds),
                    straight(bytes, conversion, try Conversion(.rgb24, size), rounds: rounds),
                ]
            }
        }
        let picture = try Picture.decode(jpeg, name: "the JPEG picture")
        let size = FrameSize(width: picture.width, height: picture.height)
        return results + [whole(jpeg, try Conversion(.mjpeg, size), rounds: rounds)]
    }

    /// The measurement as a line for people.
    public var line: String {
        "\(name.column(28))libv4l2 \(library.rounded(decimals: 3)) ms, ours \(own.rounded(decimals: 3)) ms: "
            + "\((own / library).rounded(decimals: 3)) of it; largest difference \(largestDifference)"
    }

    private static func whole(_ bytes: [UInt8], _ conversion: Conversion, rounds: Int)
        -> ConversionMeasurement
    {
        var theirs = [UInt8](repeating: 0, count: conversion.rgbCount)
        var ours = theirs
        let times = alternating(rounds: rounds) {
            conversion.convertByLibrary(bytes, into: &theirs)
        } and: {
            conversion.convert(bytes, into: &ours)
        }
        return ConversionMeasurement(conversion.name, times, theirs, ours)
    }

    private static func straight(
        _ bytes: [UInt8],
        _ conversion: Conversion,
        _ whole: Conversion,
        rounds: Int
    ) -> ConversionMeasurement {
        var rgb = [UInt8](repeating: 0, count: conversion.rgbCount)
        var theirs = [UInt8](repeating: 0, count: side * side * 3)
        var ours = theirs
        var (scratch, ourScratch) = (ResizeScratch(), ResizeScratch())
        let times = alternating(rounds: rounds) {
            conversion.convertByLibrary(bytes, into: &rgb)
            whole.withPicture(rgb) { resize($0, &scratch, into: &theirs) }
        } and: {
            conversion.withPicture(bytes) { resize($0, &ourScratch, into: &ours) }
        }
        return ConversionMeasurement("\(conversion.name) to \(side)x\(side)", times, theirs, ours)
    }

    private static func resize(
        _ picture: borrowing PictureBytes,
        _ scratch: inout ResizeScratch,
        into pixels: inout [UInt8]
    ) {
        KernelSet.current.resize(picture, outWidth: side, outHeight: side, scratch: &scratch, into: &pixels)
    }

    private init(_ name: String, _ times: (Double, Double), _ theirs: [UInt8], _ ours: [UInt8]) {
        self.name = name
        (library, own) = times
        largestDifference = zip(theirs, ours).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
    }

    /// The shortest of several runs of each, in turns, in milliseconds.
    private static func alternating(
        rounds: Int,
        _ first: () -> Void,
        and second: () -> Void
    ) -> (Double, Double) {
        var best = (Double.infinity, Double.infinity)
        for _ in 0..<rounds {
            best.0 = min(best.0, milliseconds(first))
            best.1 = min(best.1, milliseconds(second))
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

/// How long a closure takes, in milliseconds.
func milliseconds(_ body: () -> Void) -> Double { ContinuousClock().measure(body) / .milliseconds(1) }
