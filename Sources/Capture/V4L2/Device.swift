import CV4L2
import FoundationEssentials
import Glibc

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
    /// Where it is plugged in, as the driver names the place.
    public let bus: String
    /// The formats that it gives.
    public let formats: [DeviceFormat]

    /// Returns all cameras: nodes that can capture and stream; metadata nodes are left out.
    public static func all() -> [Device] { all(in: "/dev", calls: .libv4l2) }

    static func all(in folder: String, calls: Calls) -> [Device] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasPrefix("video") }
            .sorted { ($0.count, $0) < ($1.count, $1) }
            .compactMap { describe("\(folder)/\($0)", links: "\(folder)/v4l", calls: calls) }
    }

    private static func describe(_ path: String, links: String, calls: Calls) -> Device? {
        guard let device = try? OpenDevice(path: path, calls: calls) else { return nil }
        let formats = FormatList(descriptor: device.number, calls: calls, request: ModeRequest())
        return Device(
            path: path,
            stablePath: link(to: path, in: links) ?? path,
            card: device.card,
            driver: device.driver,
            bus: device.bus,
            formats: formats.formats()
        )
    }

    /// The link in by-id, else in by-path, that leads to a node; nil where there is none.
    static func link(to path: String, in links: String) -> String? {
        guard let node = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(node) }
        for folder in ["\(links)/by-id", "\(links)/by-path"] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for name in names.sorted() {
                guard let target = unsafe realpath("\(folder)/\(name)", nil) else { continue }
                defer { unsafe free(target) }
                if unsafe strcmp(target, node) == 0 { return "\(folder)/\(name)" }
            }
        }
        return nil
    }
}
