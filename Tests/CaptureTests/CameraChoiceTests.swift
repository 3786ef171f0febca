import CV4L2
import FoundationEssentials
import Glibc
import Synchronization
import Testing

@testable import Capture

/// A folder like `/dev`, with nodes and udev's links.
private final class DeviceFolder {
    let path = "\(FileManager.default.temporaryDirectory.path)/facetop-dev-\(UInt64.random(in: 0 ... .max))"

    init() throws {
        try FileManager.default.createDirectory(
            atPath: "\(path)/v4l/by-id",
            withIntermediateDirectories: true
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func plug(_ node: String, id: String? = nil) throws {
        _ = FileManager.default.createFile(atPath: "\(path)/\(node)", contents: nil)
        guard let id else { return }
        try FileManager.default.createSymbolicLink(
            atPath: "\(path)/v4l/by-id/\(id)",
            withDestinationPath: "../../\(node)"
        )
    }

    func unplug(_ node: String, id: String? = nil) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(node)")
        if let id { try FileManager.default.removeItem(atPath: "\(path)/v4l/by-id/\(id)") }
    }
}

@Suite("finding a camera")
struct CameraChoiceTests {
    private let metadata: UInt32 = 0x0480_0000

    private func driver(_ folder: String, _ cards: [String: String]) -> ScriptedDriver {
        let driver = ScriptedDriver()
        driver.state.withLock { state in
            for (node, card) in cards {
                state.cards["\(folder)/\(node)"] = (
                    card, "usb-\(card)", card.hasPrefix("Meta") ? metadata : cv4l2_cap_wanted
                )
            }
        }
        return driver
    }

    private func choice(_ text: String, _ folder: String, _ driver: ScriptedDriver) -> CameraChoice {
        CameraChoice(text, folder: folder, calls: driver.calls)
    }

    @Test("lists cameras by udev's names in the order of their numbers, and no metadata nodes")
    func survey() throws {
        let folder = try DeviceFolder()
        for (node, id) in [("video10", "usb-B"), ("video2", "usb-A"), ("video3", nil), ("audio0", nil)] {
            try folder.plug(node, id: id)
        }
        let driver = driver(folder.path, ["video2": "Eye", "video10": "Lens", "video3": "Meta"])
        let devices = Device.survey(in: folder.path, calls: driver.calls).devices
        #expect(devices.map(\.card) == ["Eye", "Lens"])
        #expect(devices.map(\.stablePath) == ["usb-A", "usb-B"].map { "\(folder.path)/v4l/by-id/\($0)" })
        #expect(driver.state.withLock(\.isOpen) == 0)
        driver.state.withLock { $0.failures = ["open": [EACCES]] }
        #expect(Device.survey(in: folder.path, calls: driver.calls).refusals.count == 1)
    }

    @Test("by path, by udev's name, by a part of the card's name")
    func names() throws {
        let folder = try DeviceFolder()
        try folder.plug("video0", id: "usb-Logi-index0")
        try folder.plug("video1")
        let driver = driver(folder.path, ["video0": "Logi Brio", "video1": "Built-in"])
        let link = "\(folder.path)/v4l/by-id/usb-Logi-index0"
        driver.state.withLock { $0.cards[link] = $0.cards["\(folder.path)/video0"] }
        for text in ["\(folder.path)/video0", "usb-Logi-index0", link, "brio", "LOGI"] {
            let choice = choice(text, folder.path, driver)
            #expect(try choice.open().card == "Logi Brio")
            #expect(choice.stableName == link)
        }
        #expect(throws: CaptureError.noSuchCamera("nothing", cards: ["Logi Brio", "Built-in"])) {
            try choice("nothing", folder.path, driver).open()
        }
        let error = #expect(throws: CaptureError.self) { try choice("i", folder.path, driver).open() }
        #expect(error?.description.contains("Logi Brio (\(link)), Built-in (\(folder.path)/video1)") == true)
    }

    @Test("finds it again under another number, with udev and without", arguments: [true, false])
    func renumbered(hasUdev: Bool) throws {
        let folder = try DeviceFolder()
        let id = hasUdev ? "usb-Eye" : nil
        try folder.plug("video0", id: id)
        let driver = driver(folder.path, ["video0": "Eye"])
        let link = "\(folder.path)/v4l/by-id/usb-Eye"
        driver.state.withLock { $0.cards[link] = $0.cards["\(folder.path)/video0"] }
        let choice = choice("\(folder.path)/video0", folder.path, driver)
        #expect(try choice.open().path == "\(folder.path)/video0")

        try folder.unplug("video0", id: id)
        driver.state.withLock { $0.cards = ["\(folder.path)/none": ("", "", 0)] }
        #expect(throws: CaptureError.self) { try choice.open() }

        try folder.plug("video7", id: id)
        driver.state.withLock { state in
            state.cards = ["\(folder.path)/video7": ("Eye", "usb-Eye", cv4l2_cap_wanted)]
            if hasUdev { state.cards[link] = state.cards["\(folder.path)/video7"] }
        }
        #expect(try choice.open().path == (hasUdev ? link : "\(folder.path)/video7"))
    }

    @Test("names the programs that hold a node, and no others")
    func holders() throws {
        let folder = try DeviceFolder()
        try folder.plug("video0")
        try folder.plug("video1")
        let manager = FileManager.default
        for (process, node) in [(7, "video0"), (8, "video1"), (12, "video0")] {
            try manager.createDirectory(
                atPath: "\(folder.path)/proc/\(process)/fd",
                withIntermediateDirectories: true
            )
            try manager.createSymbolicLink(
                atPath: "\(folder.path)/proc/\(process)/fd/3",
                withDestinationPath: "\(folder.path)/\(node)"
            )
            _ = manager.createFile(
                atPath: "\(folder.path)/proc/\(process)/comm",
                contents: Data("app\u{1b}\(process)\n".utf8)
            )
        }
        let holders = DeviceHolder.all(of: "\(folder.path)/video0", processes: "\(folder.path)/proc")
        #expect(holders.map(\.description) == ["app\\u{1B}7 (process 7)", "app\\u{1B}12 (process 12)"])
        let busy = CaptureError.busy("/dev/video0", holders: holders)
        #expect(
            busy.description
                == "/dev/video0: the camera is used by app\\u{1B}7 (process 7), app\\u{1B}12 (process 12); close it"
        )
        #expect(DeviceHolder.all(of: "\(folder.path)/none", processes: "\(folder.path)/proc").isEmpty)
    }
}
