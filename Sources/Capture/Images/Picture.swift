public import FaceTypes
import FoundationEssentials

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
        let manager = FileManager.default
        guard let attributes = try? manager.attributesOfItem(atPath: path) else { throw .notFound(path) }
        guard attributes[.type] as? FileAttributeType != .typeDirectory else {
            throw .unsupported(path, problem: "is a folder, not a picture")
        }
        guard let size = attributes[.size] as? Int, size <= maximumBytes else {
            throw .unsupported(path, problem: "the file is larger than \(maximumBytes / 1_000_000) MB")
        }
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw .unsupported(path, problem: "can't be read; check its permissions")
        }
        return [UInt8](data)
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
