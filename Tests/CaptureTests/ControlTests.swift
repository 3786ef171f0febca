import CV4L2
import Glibc
import Synchronization
import Testing

@testable import Capture

@Suite("a camera's controls")
struct ControlTests {
    private func driver() -> ScriptedDriver {
        let driver = ScriptedDriver()
        driver.state.withLock { state in
            state.knobs = [
                .init(id: 0x980900, name: "Brightness", range: -10...10, step: 5),
                .init(
                    id: cv4l2_cid_exposure_auto,
                    name: "Auto Exposure",
                    type: V4L2_CTRL_TYPE_MENU,
                    range: 0...3,
                    items: [1: "Manual Mode", 3: "Aperture Priority Mode"]
                ),
                .init(
                    id: 0x980910,
                    name: "White Balance, Auto\u{1b}[2J",
                    type: V4L2_CTRL_TYPE_BOOLEAN,
                    range: 0...1
                ),
                .init(id: 0x980911, name: "Model", flags: cv4l2_ctrl_flag_read_only),
                .init(id: 0x980912, name: "Gone", flags: cv4l2_ctrl_flag_disabled),
            ]
        }
        return driver
    }

    private func list(_ driver: ScriptedDriver) throws -> ControlList {
        ControlList(try OpenDevice(path: "/dev/video9", calls: driver.calls))
    }

    private func settings(_ texts: String...) -> [ControlSetting] { texts.compactMap(ControlSetting.init) }

    @Test("are listed with usual names and what they take")
    func all() throws {
        let controls = try list(driver()).all()
        #expect(
            controls.map(\.name) == ["brightness", "white_balance_auto_u_1b_2j", "model", "auto_exposure"]
        )
        #expect(
            controls[0].range == "-10 to 10 in steps of 5"
                && controls[3].range == "1 (Manual Mode), 3 (Aperture Priority Mode)"
        )
    }

    @Test("are set by name, old or new, and by value or label")
    func set() throws {
        let driver = driver()
        try list(driver).apply(
            settings("Brightness=-5", "exposure_auto=aperture priority mode", "white_balance_auto_u_1b_2j=on")
        )
        let values = driver.state.withLock(\.values)
        #expect(values[0x980900] == -5 && values[cv4l2_cid_exposure_auto] == 3 && values[0x980910] == 1)
    }

    @Test(
        "refuse what they do not take, and say what they do",
        arguments: [
            ("brightness=11", "brightness: can't be `11`; it takes -10 to 10 in steps of 5"),
            ("brightness=3", "brightness: can't be `3`; it takes -10 to 10 in steps of 5"),
            ("brightness=much", "brightness: can't be `much`; it takes -10 to 10 in steps of 5"),
            (
                "exposure_auto=2",
                "auto_exposure: can't be `2`; it takes 1 (Manual Mode), 3 (Aperture Priority Mode)"
            ),
            ("model=1", "model: can only be read"),
            (
                "gone=1",
                "gone: /dev/video9 has no such control; it has brightness, white_balance_auto_u_1b_2j, auto_exposure"
            ),
            (
                "brightness=99999999999999999999",
                "brightness: can't be `99999999999999999999`; it takes -10 to 10 in steps of 5"
            ),
        ]
    )
    func refusals(text: String, message: String) throws {
        let driver = driver()
        let error = #expect(throws: CaptureError.self) { try list(driver).apply(settings(text)) }
        #expect(error?.description == message)
        #expect(driver.state.withLock(\.values).isEmpty)
    }

    @Test("a driver that refuses is quoted")
    func failure() throws {
        let driver = driver()
        driver.state.withLock { $0.failures = ["S_CTRL": [EINTR, EIO]] }
        let error = #expect(throws: CaptureError.self) { try list(driver).apply(settings("brightness=5")) }
        #expect(error?.description.contains("S_CTRL failed: Input/output error") == true)
    }

    @Test("settings are name and value", arguments: ["", "=", "a=", "=1", "brightness"])
    func badSettings(text: String) { #expect(ControlSetting(text) == nil) }
}
