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

    /// The cameras of a machine, and the nodes that this user may not open.
    public struct Survey: Sendable {
        /// Nodes that can capture and stream; metadata nodes are left out.
        public fileprivate(set) var devices: [Device] = []
        /// Why others could not be looked at, and what to do about it.
        public fileprivate(set) var refusals: [CaptureError] = []
    }

    /// Looks at all nodes.
    public static func survey() -> Survey { survey(in: "/dev", calls: .libv4l2) }

    static func survey(in folder: String, calls: Calls) -> Survey {
        var survey = Survey()
        for node in nodes(in: folder) {
            do throws(CaptureError) {
                survey.devices.append(
                    try Device(OpenDevice(path: node, calls: calls), links: "\(folder)/v4l")
                )
            } catch {
                if case .denied = error { survey.refusals.append(error) }
            }
        }
        return survey
    }

    /// The paths of all nodes, by number.
    static func nodes(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasPrefix("video") }.sorted { ($0.count, $0) < ($1.count, $1) }.map {
            "\(folder)/\($0)"
        }
    }

    private init(_ device: OpenDevice, links: String) {
        path = device.path
        stablePath = Self.link(to: device.path, in: links) ?? device.path
        card = device.card
        driver = device.driver
        bus = device.bus
        formats = FormatList(descriptor: device.number, calls: device.calls, request: ModeRequest()).formats()
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
