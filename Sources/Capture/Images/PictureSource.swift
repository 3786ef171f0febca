public import FaceTypes
import Files

/// Picture files as a source, one frame each, a quarter of a second apart.
///
/// A file that can't be read is reported and passed over, as long as another can.
public final class PictureSource: FrameSource {
    /// The file or the folder.
    public let name: String
    /// Frames a second, where that is known.
    public let frameRate: Double? = 4

    private let paths: [String]
    private let report: (CaptureError) -> Void
    private var index = 0
    private let start = Instant.now()

    /// Takes one file, or all pictures of a folder in the order of their names.
    ///
    /// - Parameters:
    ///   - path: the file or the folder.
    ///   - report: is told of files of a folder that can't be read.
    /// - Throws: `CaptureError` where there is nothing to read.
    public init(path: String, report: @escaping (CaptureError) -> Void) throws(CaptureError) {
        name = path
        self.report = report
        switch Folder.kind(of: path) {
        case .nothing: throw .notFound(path)
        case .file, .other: paths = [path]
        case .folder: paths = try Picture.files(in: path)
        }
    }

    /// Returns the next frame, nil at the end.
    public func next() throws(CaptureError) -> Frame? {
        while index < paths.count {
            let path = paths[index]
            index += 1
            do throws(CaptureError) {
                let picture = try Picture.read(path)
                return Frame(
                    pixels: picture.pixels,
                    width: picture.width,
                    height: picture.height,
                    sequence: UInt64(index - 1),
                    capturedAt: start.advanced(by: Double(index - 1) / 4)
                )
            } catch {
                guard paths.count > 1 else { throw error }
                report(error)
            }
        }
        return nil
    }
}
