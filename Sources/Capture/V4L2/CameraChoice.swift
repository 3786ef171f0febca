import Glibc
import Text
import Synchronization

/// The camera that the user means, found anew at every open: its node's number changes when it is plugged in again.
public final class CameraChoice: Sendable {
    /// What a camera is known by once it was found.
    enum Identity: Sendable, Hashable {
        /// A link that udev keeps.
        case link(String)
        /// Without udev: where it is plugged in, and what the driver calls it.
        case place(bus: String, card: String)
        /// A node without either.
        case node(String)
    }

    /// What the user wrote.
    public let text: String
    private let folder: String
    private let calls: Calls
    private let identity = Mutex<Identity?>(nil)

    /// Makes a choice from a path, a name in `/dev/v4l/by-id` or by-path, or a part of the card's name that only one
    /// camera has.
    public convenience init(_ text: String) { self.init(text, folder: "/dev", calls: .libv4l2) }

    init(_ text: String, folder: String, calls: Calls) {
        (self.text, self.folder, self.calls) = (text, folder, calls)
    }

    /// The name that leads to the camera after a reboot, too; nil before it was found.
    public var stableName: String? {
        switch identity.withLock(\.self) {
        case .link(let path), .node(let path): path
        case .place, nil: nil
        }
    }

    /// Finds and opens the camera.
    ///
    /// - Throws: `CaptureError` where it is not plugged in, or several are meant.
    func open() throws(CaptureError) -> OpenDevice {
        if let known = identity.withLock(\.self) { return try open(known) }
        let path = try resolve()
        let device = try OpenDevice(path: path, calls: calls)
        identity.withLock { $0 = self.identity(of: device) }
        return device
    }

    private func open(_ known: Identity) throws(CaptureError) -> OpenDevice {
        switch known {
        case .link(let path), .node(let path): return try OpenDevice(path: path, calls: calls)
        case .place(let bus, let card):
            // Only the node itself tells where it is plugged in.
            for path in Device.nodes(in: folder) {
                if let device = try? OpenDevice(path: path, calls: calls), device.bus == bus,
                    device.card == card
                {
                    return device
                }
            }
            throw .device("open", on: "\(card) (\(bus))", errno: ENODEV)
        }
    }

    private func identity(of device: OpenDevice) -> Identity {
        if device.path.hasPrefix("\(folder)/v4l/") { return .link(device.path) }
        if let link = Device.link(to: device.path, in: "\(folder)/v4l") { return .link(link) }
        let isNode = device.path.hasPrefix("\(folder)/video")
        return device.bus.isEmpty || !isNode ? .node(device.path) : .place(bus: device.bus, card: device.card)
    }

    /// The node that the user's words lead to now, as `/dev/video0`.
    ///
    /// - Throws: `CaptureError` where no camera, or several, are meant.
    public func node() throws(CaptureError) -> String {
        let path = try resolve()
        guard let node = unsafe realpath(path, nil) else { throw .device("open", on: path, errno: errno) }
        defer { unsafe free(node) }
        return unsafe String(cString: node)
    }

    /// The path that the user's words lead to.
    private func resolve() throws(CaptureError) -> String {
        if text.contains("/") { return text }
        for links in ["by-id", "by-path"] {
            let path = "\(folder)/v4l/\(links)/\(text)"
            if unsafe access(path, F_OK) == 0 { return path }
        }
        let devices = Device.survey(in: folder, calls: calls).devices
        let meant = devices.filter { $0.card.lowercased().contains(text.lowercased()) }
        guard let device = meant.first else {
            throw .noSuchCamera(text.printable, cards: devices.map(\.card))
        }
        guard meant.count == 1 else {
            throw .ambiguousCamera(text.printable, candidates: meant.map { "\($0.card) (\($0.stablePath))" })
        }
        return device.stablePath
    }
}
