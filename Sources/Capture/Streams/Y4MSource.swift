public import FaceTypes
import Kernels

/// A YUV4MPEG2 file or stream as a source.
public final class Y4MSource: FrameSource {
    /// What to call it.
    public let name: String
    /// Frames a second, where that is known.
    public var frameRate: Double? { header.frameRate }

    private let reader: DescriptorReader
    private let header: Y4MHeader
    private var planes: [UInt8]
    private var index = 0
    private let start = Instant.now()
    /// Whether a stream of one frame shows it as often as a picture is shown.
    private let repeatsSingle: Bool
    private var single: Frame?
    private var scratch = ResizeScratch()

    /// Opens a file.
    public convenience init(path: String, stop: StopSignal) throws(CaptureError) {
        try self.init(reader: DescriptorReader(path: path, stop: stop), name: path)
    }

    /// Takes a stream that is open already.
    init(reader: DescriptorReader, name: String, repeatsSingle: Bool = true) throws(CaptureError) {
        (self.name, self.repeatsSingle, self.reader) = (name, repeatsSingle, reader)
        guard let line = try reader.line(limit: 1024) else {
            throw .damaged(name, problem: "the stream is empty")
        }
        header = try Y4MHeader(line, name: name)
        planes = [UInt8](repeating: 0, count: header.format.byteCount)
    }

    /// Returns the next frame, nil at the end.
    public func next() throws(CaptureError) -> Frame? {
        guard let line = try reader.line(limit: 1024) else { return repeated() }
        guard line.hasPrefix("FRAME") else {
            throw .damaged(name, problem: "frame \(index) does not begin with FRAME")
        }
        guard try reader.read(into: &planes) else {
            throw .damaged(name, problem: "ends after the header of frame \(index)")
        }
        let frame = shown(KernelSet.current.rgb(planes.span, header.format))
        single = index == 1 && repeatsSingle ? frame : nil
        return frame
    }

    /// The one frame of a stream once more; nil when it was shown often enough, or there are others.
    private func repeated() -> Frame? {
        guard let single, index < RepeatedPicture.times else { return nil }
        return shown(single.pixels, isStretched: true)
    }

    /// A frame's pixels with their number and time, and square.
    private func shown(_ pixels: [UInt8], isStretched: Bool = false) -> Frame {
        defer { index += 1 }
        let size = header.shownSize
        var shown = pixels
        if !isStretched, size != (header.width, header.height) {
            shown = [UInt8](repeating: 0, count: size.width * size.height * 3)
            PictureBytes.lending(pixels, width: header.width) { picture in
                KernelSet.current.resize(
                    picture,
                    outWidth: size.width,
                    outHeight: size.height,
                    scratch: &scratch,
                    into: &shown
                )
            }
        }
        return Frame(
            pixels: shown,
            width: size.width,
            height: size.height,
            sequence: UInt64(index),
            capturedAt: start.advanced(by: Double(index) / header.frameRate)
        )
    }
}
