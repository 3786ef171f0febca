import Text

/// What a camera is asked for.
public struct ModeRequest: Sendable, Hashable {
    /// The width and height in pixels; nil for the smallest that detection gains from.
    public var size: FrameSize?
    /// Frames a second; nil for 30.
    public var rate: Double?
    /// How pixels come; nil for what needs least work.
    public var format: PixelFormat?

    /// Asks for nothing in particular.
    public init(size: FrameSize? = nil, rate: Double? = nil, format: PixelFormat? = nil) {
        (self.size, self.rate, self.format) = (size, rate, format)
    }

    /// The size that is enough: a face of a twelfth of the width is still 50 pixels wide.
    static let enoughSize = FrameSize(width: 640, height: 480)
    /// The rate that is enough: movement looks fluid.
    static let enoughRate = 30.0

    /// The size around which ranges of sizes are asked for their rates.
    var wantedSize: FrameSize { size ?? Self.enoughSize }
    /// The rate that is enough here.
    var wantedRate: Double { rate ?? Self.enoughRate }

    /// Picks the best of the modes that a camera offers: enough rate, then enough size, then as few pixels as possible,
    /// then the format that needs least work.
    ///
    /// - Parameters:
    ///   - formats: what the camera offers; nothing where its driver does not tell.
    ///   - path: the device, for the error.
    /// - Returns: what to ask the driver for; nil where it offers nothing in particular.
    /// - Throws: `CaptureError.unsupported` with what there is, where the request can't be met.
    func choose(among formats: [DeviceFormat], on path: String) throws(CaptureError) -> CameraMode? {
        guard !formats.isEmpty else { return nil }
        let readable = formats.filter(\.pixels.isReadable)
        guard !readable.isEmpty else {
            throw .unsupported(
                path,
                problem: "gives only \(Self.list(formats.map(\.pixels))), which facetop can't read"
            )
        }
        let wanted = readable.filter { format == nil || $0.pixels == format }
        guard !wanted.isEmpty else {
            throw .unsupported(
                path,
                problem:
                    "does not give \(format.map(\.description) ?? ""); it gives \(Self.list(readable.map(\.pixels)))"
            )
        }
        let modes = wanted.flatMap { format in
            format.sizes.compactMap { $0.mode(of: format.pixels, near: self) }
        }
        let hasSizes = wanted.contains { !$0.sizes.isEmpty }
        guard hasSizes else {
            let first = wanted.min { ($0.pixels.rank ?? .max) < ($1.pixels.rank ?? .max) }
            return first.map { CameraMode(format: $0.pixels, size: wantedSize, rate: wantedRate) }
        }
        guard let best = modes.min(by: { cost($0) < cost($1) }) else {
            let sizes = wanted.flatMap(\.sizes).map(\.description)
            throw .unsupported(
                path,
                problem: "does not give \(wantedSize); it gives \(Self.list(sizes))"
            )
        }
        if let rate, let given = best.rate, given < rate * 0.99 {
            throw .unsupported(
                path,
                problem:
                    "does not give \(rate.shortened) frames a second; the most is \(given.shortened), at \(best.size)"
            )
        }
        return best
    }

    /// What speaks against a mode; less is better, from left to right.
    private func cost(_ mode: CameraMode) -> (Double, Double, Double, Int) {
        let lackOfRate = max(0, wantedRate * 0.99 - (mode.rate ?? wantedRate))
        let enough = Self.enoughSize
        let lackOfSize =
            size != nil
            ? 0
            : max(0, 1 - Double(mode.size.width) / Double(enough.width))
                + max(0, 1 - Double(mode.size.height) / Double(enough.height))
        let pixels = Double(mode.size.width * mode.size.height)
        // Detection needs pixels more than it needs frames, unless the user says otherwise.
        let lacks = rate == nil ? (lackOfSize, lackOfRate) : (lackOfRate, lackOfSize)
        return (lacks.0, lacks.1, pixels, mode.format.rank ?? .max)
    }

    private static func list(_ items: [some CustomStringConvertible]) -> String {
        var seen: Set<String> = []
        let unique = items.map(\.description).filter { seen.insert($0).inserted }
        return unique.prefix(24).joined(separator: " ") + (unique.count > 24 ? " …" : "")
    }
}

/// A width and a height in pixels, written as `640x480`.
public struct FrameSize: Sendable, Hashable, CustomStringConvertible {
    /// In pixels.
    public let width: Int
    /// In pixels.
    public let height: Int

    /// Makes a size.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// The widths and heights that are taken for true, in pixels.
    static let possible = 1...65535

    /// Reads `640x480`; nil where it is something else.
    public init?(_ text: String) {
        let parts = text.lowercased().split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]),
            Self.possible.contains(width), Self.possible.contains(height)
        else { return nil }
        self.init(width: width, height: height)
    }

    /// As `640x480`.
    public var description: String { "\(width)x\(height)" }
}

/// One way in which a camera can stream.
public struct CameraMode: Sendable, Hashable, CustomStringConvertible {
    /// How pixels come.
    public let format: PixelFormat
    /// How many there are.
    public let size: FrameSize
    /// Frames a second; nil where the driver does not tell.
    public let rate: Double?

    /// As `640x480 YUYV 30/s`.
    public var description: String { "\(size) \(format)\(rate.map { " \($0.shortened)/s" } ?? "")" }
}
