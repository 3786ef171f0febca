import CWebP
import FaceTypes

/// Decodes WebP through libwebp: lossy, lossless and with alpha.
enum WebP {
    /// Decodes to RGB, without regard to orientation; what is transparent stands on white.
    static func decode(_ bytes: [UInt8], name: String) throws(CaptureError) -> Frame {
        var features = WebPBitstreamFeatures()
        guard unsafe WebPGetFeatures(bytes, bytes.count, &features) == VP8_STATUS_OK else {
            throw .damaged(name, problem: "is a damaged WebP picture")
        }
        guard features.has_animation == 0 else {
            throw .unsupported(
                name,
                problem: "is an animated WebP, which is not read; make a video of it, or one picture"
            )
        }
        let (width, height) = (Int(features.width), Int(features.height))
        try Picture.checkSize(width, height, name: name)
        let channels = features.has_alpha != 0 ? 4 : 3
        var pixels = [UInt8](repeating: 0, count: width * height * channels)
        let size = pixels.count
        let row = Int32(width * channels)
        let isWhole = unsafe pixels.withUnsafeMutableBufferPointer { room in
            channels == 4
                ? unsafe WebPDecodeRGBAInto(bytes, bytes.count, room.baseAddress, size, row) != nil
                : unsafe WebPDecodeRGBInto(bytes, bytes.count, room.baseAddress, size, row) != nil
        }
        guard isWhole else { throw .damaged(name, problem: "is a damaged WebP picture") }
        return Frame(pixels: channels == 4 ? Picture.onWhite(pixels) : pixels, width: width, height: height)
    }
}
