import CV4L2
import FoundationEssentials
import Glibc
import PrintableText

/// A camera that is plugged in.
public struct Device: Sendable, Hashable {
    /// The node, as `/dev/video0`.
    public let path: String
    /// The name that stays the same after a reboot, from `/dev/v4l/by-id` or by-path; the node where there is none.
    public let stablePath: String
    /// What the driver calls it.
    public let card: String
    /// The driver.
    public let driver: String
    /// The formats that it gives, as the driver describes them.
    public let formats: [String]
    /// The discrete frame sizes of its first format, as `640x480`.
    public let sizes: [String]

    /// Returns all cameras: nodes that can capture and stream; metadata nodes are left out.
    public static func all() -> [Device] { all(in: "/dev", calls: .libv4l2) }

    static func all(in folder: String, calls: Calls) -> [Device] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasPrefix("video") }
            .sorted { ($0.count, $0) < ($1.count, $1) }
            .compactMap { describe("\(folder)/\($0)", links: "\(folder)/v4l", calls: calls) }
    }

    private static func describe(_ path: String, links: String, calls: Calls) -> Device? {
        let descriptor = calls.open(path, O_RDWR | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { _ = calls.close(descriptor) }
        var capability = v4l2_capability()
        guard calls.queryCapability(descriptor, &capability) == 0,
            capability.device_caps & cv4l2_cap_wanted == cv4l2_cap_wanted
        else { return nil }

        var formats: [String] = []
        var sizes: [String] = []
        var description = v4l2_fmtdesc()
        description.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        while formats.count < 64, calls.enumerateFormat(descriptor, &description) == 0 {
            formats.append(text(description.description))
            if description.index == 0 { sizes = discreteSizes(descriptor, description.pixelformat, calls) }
            description.index += 1
        }
        return Device(
            path: path,
            stablePath: stableName(of: path, links: links) ?? path,
            card: text(capability.card),
            driver: text(capability.driver),
            formats: formats,
            sizes: sizes
        )
    }

    private static func discreteSizes(_ descriptor: Int32, _ format: UInt32, _ calls: Calls) -> [String] {
        var sizes: [String] = []
        var size = v4l2_frmsizeenum()
        size.pixel_format = format
        while sizes.count < 64, calls.enumerateFrameSize(descriptor, &size) == 0,
            size.type == V4L2_FRMSIZE_TYPE_DISCRETE.rawValue
        {
            sizes.append("\(size.discrete.width)x\(size.discrete.height)")
            size.index += 1
        }
        return sizes
    }

    private static func stableName(of path: String, links: String) -> String? {
        for folder in ["\(links)/by-id", "\(links)/by-path"] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for name in names.sorted() {
                let link = "\(folder)/\(name)"
                guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link) else {
                    continue
                }
                if target.split(separator: "/").last == path.split(separator: "/").last { return link }
            }
        }
        return nil
    }

    /// Reads a driver's fixed-size text; control characters become visible.
    private static func text<Tuple>(_ tuple: Tuple) -> String {
        unsafe withUnsafeBytes(of: tuple) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self).printable
        }
    }
}
