public import FaceTypes

/// A YUV4MPEG2 file or stream as a source.
public final class Y4MSource: FrameSource {
    /// What to call it.
    public let name: String
    /// How its frames hang together.
    public let kind = SourceKind.film
    /// Frames a second, where that is known.
    public var frameRate: Double? { header.frameRate }

    private let reader: DescriptorReader
    private let header: Y4MHeader
    private var planes: [UInt8]
    private var index = 0
    private let start = Instant.now()

    /// Opens a file.
    public convenience init(path: String, stop: StopSignal) throws(CaptureError) {
        try self.init(reader: DescriptorReader(path: path, stop: stop), name: path)
    }

    /// Takes a stream that is open already.
    init(reader: DescriptorReader, name: String) throws(CaptureError) {
        self.name = name
        self.reader = reader
        guard let line = try reader.line(limit: 1024) else {
            throw .damaged(name, problem: "the stream is empty")
        }
        header = try Y4MHeader(line, name: name)
        planes = [UInt8](repeating: 0, count: header.frameBytes)
    }

    /// Returns the next frame, nil at the end.
    public func next() throws(CaptureError) -> Frame? {
        guard let line = try reader.line(limit: 1024) else { return nil }
        guard line.hasPrefix("FRAME") else {
            throw .damaged(name, problem: "frame \(index) does not begin with FRAME")
        }
        guard try reader.read(into: &planes) else {
            throw .damaged(name, problem: "ends after the header of frame \(index)")
        }
        defer { index += 1 }
        return Frame(
            pixels: header.rgb(planes),
            width: header.width,
            height: header.height,
            sequence: UInt64(index),
            capturedAt: start.advanced(by: Double(index) / header.frameRate)
        )
    }
}
