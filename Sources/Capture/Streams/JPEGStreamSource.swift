import FaceTypes

/// JPEG pictures one after the other, as `ffmpeg -f mjpeg` and many a camera's program write them.
final class JPEGStreamSource: FrameSource {
    let name: String
    /// A stream of pictures has no clock; ffmpeg takes the same rate for one.
    let frameRate: Double? = 25
    private(set) var losses = FrameLosses()

    private let reader: DescriptorReader
    private let start = Instant.now()
    private var number = 0
    /// A picture that was read to see whether another follows.
    private var first: [UInt8]?

    init(reader: DescriptorReader, name: String) {
        self.reader = reader
        self.name = name
    }

    /// The only picture's bytes; nil where there are several, which `next` then gives from the first on, or none.
    func onlyPicture() throws(CaptureError) -> [UInt8]? {
        first = try nextBytes()
        return try reader.peek(1).isEmpty ? first : nil
    }

    /// The next picture's bytes; nil at the end.
    private func nextBytes() throws(CaptureError) -> [UInt8]? {
        if let first {
            self.first = nil
            return first
        }
        var scanner = JPEGScanner()
        guard let bytes = try reader.read(limit: Picture.maximumBytes, until: { scanner.isEnd(after: $0) }),
            scanner.hasBegun
        else { return nil }
        return Array(bytes[scanner.beginning...])
    }

    /// Returns the next frame that is whole, nil at the end; torn ones are counted.
    func next() throws(CaptureError) -> Frame? {
        while let bytes = try nextBytes() {
            defer { number += 1 }
            guard let picture = try? Picture.decode(bytes, name: name, isFrame: true) else {
                losses.broken += 1
                continue
            }
            return picture.numbered(number, at: start.advanced(by: Double(number) / 25))
        }
        return nil
    }
}

/// Finds where a JPEG begins and ends in a stream, by its markers: the thumbnail in its header has an end of
/// its own.
///
/// Source: ITU-T T.81, annex B.
struct JPEGScanner {
    private enum State {
        /// Before the picture; whether the last byte was 0xFF.
        case outside(Bool)
        case between
        case marker
        case length(marker: UInt8, first: UInt8?)
        case segment(marker: UInt8, left: Int)
        /// In the coded picture; whether the last byte was 0xFF.
        case coded(Bool)
    }

    private var state = State.outside(false)
    private var count = 0
    /// Where the picture begins, in bytes from the start.
    private(set) var beginning = 0
    /// Whether there is one.
    private(set) var hasBegun = false

    /// Takes the next byte; true where the picture ends with it.
    mutating func isEnd(after byte: UInt8) -> Bool {
        count += 1
        switch state {
        case .outside(let afterFF):
            guard afterFF, byte == 0xD8 else {
                state = .outside(byte == 0xFF)
                return false
            }
            (beginning, hasBegun, state) = (count - 2, true, .between)
        case .between: if byte == 0xFF { state = .marker }
        case .marker: return take(marker: byte)
        case .length(let marker, nil): state = .length(marker: marker, first: byte)
        case .length(let marker, let first?):
            let length = Int(first) << 8 | Int(byte)
            state = length > 2 ? .segment(marker: marker, left: length - 2) : after(marker)
        case .segment(let marker, let left):
            state = left > 1 ? .segment(marker: marker, left: left - 1) : after(marker)
        case .coded(let afterFF):
            // Stuffed and restart bytes belong to the picture.
            if afterFF, byte != 0, byte != 0xFF, !(0xD0...0xD7).contains(byte) { return take(marker: byte) }
            state = .coded(byte == 0xFF)
        }
        return false
    }

    private mutating func take(marker: UInt8) -> Bool {
        switch marker {
        case 0xFF: state = .marker
        case 0xD9: return true
        case 0, 1, 0xD0...0xD8: state = .between
        default: state = .length(marker: marker, first: nil)
        }
        return false
    }

    /// What follows a segment: the coded picture after the start of a scan.
    private func after(_ marker: UInt8) -> State { marker == 0xDA ? .coded(false) : .between }
}
