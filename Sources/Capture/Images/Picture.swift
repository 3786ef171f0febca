public import FaceTypes
import Files

/// Reads and writes still pictures.
public enum Picture {
    /// The most pixels that a picture may declare, checked before anything is allocated for them.
    public static let maximumPixels = 100_000_000
    /// The largest file that is read.
    static let maximumBytes = 500_000_000

    /// The endings of file names that are taken for pictures, in lower case.
    public static let fileExtensions: Set<String> = ["jpg", "jpeg", "png"]

    /// Reads a JPEG or PNG file, turned as its EXIF orientation says.
    ///
    /// - Throws: `CaptureError` for a file that can't be read, is no such picture, damaged or too large.
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

    /// Decodes a JPEG or PNG in memory, turned as its EXIF orientation says.
    ///
    /// - Parameters:
    ///   - bytes: the file.
    ///   - name: what to call it in errors.
    /// - Returns: the picture.
    /// - Throws: `CaptureError` where it is no such picture, damaged or too large.
    public static func decode(_ bytes: [UInt8], name: String) throws(CaptureError) -> Frame {
        guard !bytes.isEmpty else { throw .damaged(name, problem: "the file is empty") }
        if bytes.starts(with: [0xFF, 0xD8]) {
            return Orientation(ofJPEG: bytes).applied(to: try JPEG.decode(bytes, name: name))
        }
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
            return Orientation(ofPNG: bytes).applied(to: try PNG.decode(bytes, name: name))
        }
        throw .unsupported(name, problem: "is neither a JPEG nor a PNG picture")
    }

    static func checkSize(_ width: Int, _ height: Int, name: String) throws(CaptureError) {
        guard width > 0, height > 0 else {
            throw .damaged(name, problem: "declares \(width)x\(height) pixels")
        }
        guard width <= maximumPixels / height else { throw .tooLarge(name, width: width, height: height) }
    }
}
