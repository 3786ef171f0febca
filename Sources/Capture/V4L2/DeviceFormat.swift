import Text
import CV4L2

/// A pixel format that a camera offers, with its sizes.
public struct DeviceFormat: Sendable, Hashable {
    /// How pixels come.
    public let pixels: PixelFormat
    /// What the driver calls it.
    public let name: String
    /// The sizes; none where the driver does not tell.
    public let sizes: [DeviceSize]

    /// The most formats, sizes and rates that are listed: a driver that never ends is no reason not to.
    static let limit = 128
}

/// One size that a camera offers, or a range of them.
public struct DeviceSize: Sendable, Hashable, CustomStringConvertible {
    /// The smallest, in pixels.
    public let minimum: FrameSize
    /// The largest, in pixels; the smallest where there is only one.
    public let maximum: FrameSize
    /// How far apart sizes of a range are, in pixels.
    public let step: FrameSize
    /// Frames a second: single rates, or ranges; of a range of sizes those of the size that is asked for.
    ///
    /// None where the driver does not tell.
    public let rates: [ClosedRange<Double>]

    /// Whether it is one size only.
    public var isSingle: Bool { minimum == maximum }

    /// As `640x480`, or `32x32-1920x1080`.
    public var description: String { isSingle ? "\(minimum)" : "\(minimum)-\(maximum)" }

    /// The rates as text, the highest first.
    public var rateList: String {
        rates.sorted { $0.upperBound > $1.upperBound }.map { rate in
            rate.lowerBound == rate.upperBound
                ? rate.upperBound.shortened : "\(rate.lowerBound.shortened)-\(rate.upperBound.shortened)"
        }.joined(separator: " ")
    }

    /// The size of this range that comes nearest to what is wanted: exactly that where it was asked for; nil where it
    /// is not among them.
    func nearest(to request: ModeRequest) -> FrameSize? {
        let wanted = request.wantedSize
        let size = FrameSize(
            width: Self.nearest(wanted.width, minimum.width, maximum.width, step.width),
            height: Self.nearest(wanted.height, minimum.height, maximum.height, step.height)
        )
        return request.size == nil || size == wanted ? size : nil
    }

    /// The first of the stepped values that is not below the wanted one, or the last.
    private static func nearest(_ wanted: Int, _ minimum: Int, _ maximum: Int, _ step: Int) -> Int {
        guard wanted > minimum else { return minimum }
        let steps = (wanted - minimum + step - 1) / step
        let last = minimum + (maximum - minimum) / step * step
        return min(minimum + steps * step, last)
    }

    /// The mode with this size and the lowest rate that is enough.
    func mode(of format: PixelFormat, near request: ModeRequest) -> CameraMode? {
        guard let size = nearest(to: request) else { return nil }
        let wanted = request.wantedRate
        let possible = rates.map { min(max(wanted, $0.lowerBound), $0.upperBound) }
        let enough = possible.filter { $0 >= wanted * 0.99 }.min()
        return CameraMode(format: format, size: size, rate: enough ?? possible.max())
    }
}

/// Asks an open device what it offers.
struct FormatList {
    let descriptor: Int32
    let calls: Calls
    /// The size at which a range of sizes is asked for its rates.
    let request: ModeRequest

    /// All formats with their sizes and rates; what the driver does not know is left out.
    ///
    /// - Parameter isWanted: whether a format's sizes are asked for, which takes some hundred calls.
    /// - Returns: the formats, in the driver's order.
    func formats(sizesOf isWanted: (PixelFormat) -> Bool = { _ in true }) -> [DeviceFormat] {
        var formats: [DeviceFormat] = []
        var description = v4l2_fmtdesc()
        description.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        while formats.count < DeviceFormat.limit,
            calls.succeeds({ calls.enumerateFormat(descriptor, &description) })
        {
            let pixels = PixelFormat(code: description.pixelformat)
            formats.append(
                DeviceFormat(
                    pixels: pixels,
                    name: DriverText.read(description.description),
                    sizes: isWanted(pixels) ? sizes(of: pixels) : []
                )
            )
            description.index += 1
        }
        return formats
    }

    private func sizes(of format: PixelFormat) -> [DeviceSize] {
        var sizes: [DeviceSize] = []
        var entry = v4l2_frmsizeenum()
        entry.pixel_format = format.code
        while sizes.count < DeviceFormat.limit,
            calls.succeeds({ calls.enumerateFrameSize(descriptor, &entry) })
        {
            if entry.type == V4L2_FRMSIZE_TYPE_DISCRETE.rawValue {
                let size = FrameSize(width: Int(entry.discrete.width), height: Int(entry.discrete.height))
                if FrameSize.possible.contains(size.width), FrameSize.possible.contains(size.height) {
                    let one = FrameSize(width: 1, height: 1)
                    sizes.append(
                        DeviceSize(
                            minimum: size,
                            maximum: size,
                            step: one,
                            rates: rates(of: format, at: size)
                        )
                    )
                }
                entry.index += 1
                continue
            }
            // A range is the only entry.
            return range(entry.stepwise, of: format).map { [$0] } ?? []
        }
        return sizes
    }

    private func range(_ range: v4l2_frmsize_stepwise, of format: PixelFormat) -> DeviceSize? {
        let most = UInt32(FrameSize.possible.upperBound)
        let minimum = FrameSize(width: Int(max(1, range.min_width)), height: Int(max(1, range.min_height)))
        let maximum = FrameSize(
            width: Int(min(most, range.max_width)),
            height: Int(min(most, range.max_height))
        )
        guard maximum.width >= minimum.width, maximum.height >= minimum.height else { return nil }
        let step = FrameSize(width: Int(max(1, range.step_width)), height: Int(max(1, range.step_height)))
        let sizes = DeviceSize(minimum: minimum, maximum: maximum, step: step, rates: [])
        let size = sizes.nearest(to: request) ?? maximum
        return DeviceSize(minimum: minimum, maximum: maximum, step: step, rates: rates(of: format, at: size))
    }

    private func rates(of format: PixelFormat, at size: FrameSize) -> [ClosedRange<Double>] {
        var rates: [ClosedRange<Double>] = []
        var entry = v4l2_frmivalenum()
        entry.pixel_format = format.code
        entry.width = UInt32(size.width)
        entry.height = UInt32(size.height)
        while rates.count < DeviceFormat.limit,
            calls.succeeds({ calls.enumerateFrameInterval(descriptor, &entry) })
        {
            if entry.type == V4L2_FRMIVAL_TYPE_DISCRETE.rawValue {
                if let rate = entry.discrete.rate { rates.append(rate...rate) }
                entry.index += 1
                continue
            }
            // The shortest interval is the highest rate.
            let range = entry.stepwise
            guard let highest = range.min.rate, let lowest = range.max.rate, lowest <= highest else {
                return []
            }
            return [lowest...highest]
        }
        return rates
    }
}

extension v4l2_fract {
    /// The frames a second of an interval; nil for one that can't be.
    var rate: Double? {
        guard numerator > 0, denominator > 0 else { return nil }
        return Double(denominator) / Double(numerator)
    }
}
