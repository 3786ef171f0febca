public import FaceTypes
import Files

/// Reads and writes still pictures.
public enum Picture {
    /// The most pixels that a picture may declare, checked before anything is allocated for them.
    public static let maximumPixels = 100_000_000
    /// The most that a JPEG may declare, which is decoded at a half or less of its size: phones give 108 and
    /// 200 million.
    static let maximumReducedPixels = 210_000_000
    /// The largest file that is read.
    public static let maximumBytes = 500_000_000

    /// Reads a picture file, turned as it says.
    ///
    /// - Throws: `CaptureError` for a file that can't be read, is no picture, damaged or too large.
    public static func read(_ path: String) throws(CaptureError) -> Frame {
        try decode(try contents(of: path), name: path)
    }

    /// Reads a file's bytes.
    public static func contents(of path: String) throws(CaptureError) -> [UInt8] {
        do throws(FileError) {
            return try RegularFile.read(path, limit: maximumBytes)
        } catch {
            throw .unsupported(path, problem: error.problem)
        }
    }

    /// Decodes a picture in memory, turned as it says.
    ///
    /// - Parameters:
    ///   - bytes: the file.
    ///   - name: what to call it in errors.
    ///   - isFrame: whether it is one of a film, of which torn ones are better refused; else a JPEG that ends too early
    ///     gives the rows that are whole.
    /// - Returns: the picture; a JPEG of over 100 megapixels at a half, a quarter or an eighth of its size.
    /// - Throws: `CaptureError` where it is no picture, damaged or too large; `.noFFmpeg` for a rare kind where that is
    ///   not installed.
    public static func decode(
        _ bytes: [UInt8],
        name: String,
        isFrame: Bool = false
    ) throws(CaptureError) -> Frame {
        guard !bytes.isEmpty else { throw .damaged(name, problem: "the file is empty") }
        guard let format = PictureFormat(bytes) else {
            throw .unsupported(name, problem: "is no picture (JPEG, PNG, WebP, HEIC, AVIF, BMP, TIFF or GIF)")
        }
        // libheif turns its pictures itself.
        let frame =
            switch format {
            case .jpeg: try JPEG.decode(bytes, name: name, isFrame: isFrame)
            case .png: try PNG.decode(bytes, name: name)
            case .webP: try WebP.decode(bytes, name: name)
            case .heif: try HEIF.decode(bytes, name: name)
            case .bmp: try FFmpegPicture.decode(bytes, demuxer: "bmp_pipe", name: name)
            case .tiff: try FFmpegPicture.decode(bytes, demuxer: "tiff_pipe", name: name)
            case .gif: try FFmpegPicture.decode(bytes, demuxer: "gif", name: name)
            }
        return Orientation(of: bytes, format).applied(to: frame)
    }

    static func checkSize(
        _ width: Int,
        _ height: Int,
        name: String,
        limit: Int = maximumPixels
    ) throws(CaptureError) {
        guard width > 0, height > 0 else {
            throw .damaged(name, problem: "declares \(width)x\(height) pixels")
        }
        guard width <= limit / height else { throw .tooLarge(name, width: width, height: height) }
    }

    /// Blends RGBA with white as browsers do: libpng itself would blend in linear light.
    static func onWhite(_ pixels: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(pixels.count / 4 * 3)
        for first in stride(from: 0, to: pixels.count, by: 4) {
            let alpha = Int(pixels[first + 3])
            for c in 0..<3 {
                result.append(UInt8((Int(pixels[first + c]) * alpha + 255 * (255 - alpha) + 127) / 255))
            }
        }
        return result
    }
}
