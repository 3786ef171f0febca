import Synchronization
import Testing

@testable import Capture

@Suite("the choice of a mode")
struct ModeTests {
    private func format(_ code: String, _ sizes: [(String, [Double])]) -> DeviceFormat {
        let sizes = sizes.compactMap { text, rates in
            FrameSize(text).map { size in
                DeviceSize(
                    minimum: size,
                    maximum: size,
                    step: FrameSize(width: 1, height: 1),
                    rates: rates.map { $0...$0 }
                )
            }
        }
        return DeviceFormat(pixels: PixelFormat(name: code) ?? .yuyv, name: code, sizes: sizes)
    }

    /// A webcam as they are: raw up to what USB 2 carries, JPEG beyond.
    private var webcam: [DeviceFormat] {
        [
            format(
                "MJPG",
                [("320x240", [30]), ("640x480", [30, 15]), ("1280x720", [30]), ("1920x1080", [30])]
            ),
            format(
                "YUYV",
                [("320x240", [30]), ("640x480", [30, 15]), ("1280x720", [10]), ("1920x1080", [5])]
            ),
        ]
    }

    private func choose(_ request: ModeRequest, _ formats: [DeviceFormat]) throws -> String? {
        try request.choose(among: formats, on: "/dev/video9")?.description
    }

    @Test("is by default the smallest from 640x480 at 30 on, in the format that needs least work")
    func standard() throws {
        #expect(try choose(ModeRequest(), webcam) == "640x480 YUYV 30/s")
        // Raw is too slow there: then JPEG.
        let slow = [
            format("YUYV", [("640x480", [15])]), format("MJPG", [("640x480", [30]), ("800x600", [60])]),
        ]
        #expect(try choose(ModeRequest(), slow) == "640x480 MJPG 30/s")
        let wide = [format("YUYV", [("640x360", [60]), ("1280x720", [25]), ("1920x1080", [30])])]
        #expect(try choose(ModeRequest(), wide) == "1920x1080 YUYV 30/s")
        let lazy = [format("YUYV", [("640x480", [15]), ("1280x720", [10])])]
        #expect(try choose(ModeRequest(), lazy) == "640x480 YUYV 15/s")
        let small = [format("YUYV", [("160x120", [30]), ("320x240", [30])])]
        #expect(try choose(ModeRequest(), small) == "320x240 YUYV 30/s")
        #expect(
            try choose(ModeRequest(), [format("GREY", [("640x480", [60])])] + webcam) == "640x480 YUYV 30/s"
        )
        #expect(try choose(ModeRequest(), [format("GREY", [("640x480", [60])])]) == "640x480 GREY 60/s")
    }

    @Test("does what is asked for")
    func asked() throws {
        #expect(try choose(ModeRequest(size: FrameSize("1280x720")), webcam) == "1280x720 MJPG 30/s")
        #expect(
            try choose(ModeRequest(size: FrameSize("1280x720"), format: .yuyv), webcam)
                == "1280x720 YUYV 10/s"
        )
        #expect(try choose(ModeRequest(rate: 15), webcam) == "640x480 YUYV 15/s")
        #expect(try choose(ModeRequest(format: PixelFormat(name: "mjpeg")), webcam) == "640x480 MJPG 30/s")
    }

    @Test(
        "refuses what there is not, and says what there is",
        arguments: [
            (
                ModeRequest(size: FrameSize("800x600")),
                "does not give 800x600; it gives 320x240 640x480 1280x720 1920x1080"
            ),
            (ModeRequest(rate: 90), "does not give 90 frames a second; the most is 30, at 640x480"),
            (ModeRequest(format: PixelFormat(name: "NV12")), "does not give NV12; it gives MJPG YUYV"),
        ]
    )
    func refused(request: ModeRequest, problem: String) {
        #expect(throws: CaptureError.unsupported("/dev/video9", problem: problem)) {
            try choose(request, webcam)
        }
    }

    @Test("refuses a camera without a format that can be read, and leaves a silent driver its own mode")
    func unreadable() throws {
        let odd = [format("H264", [("640x480", [30])])]
        #expect(
            throws: CaptureError.unsupported(
                "/dev/video9",
                problem: "gives only H264, which facetop can't read"
            )
        ) {
            try choose(ModeRequest(), odd)
        }
        #expect(try choose(ModeRequest(), []) == nil)
        #expect(try choose(ModeRequest(), [format("YUYV", [])]) == "640x480 YUYV 30/s")
    }

    @Test("takes the next step of a range of sizes")
    func ranges() throws {
        let range = DeviceSize(
            minimum: FrameSize(width: 48, height: 32),
            maximum: FrameSize(width: 1900, height: 1000),
            step: FrameSize(width: 100, height: 7),
            rates: [1...60]
        )
        let formats = [DeviceFormat(pixels: .nv12, name: "", sizes: [range])]
        #expect(try choose(ModeRequest(), formats) == "648x480 NV12 30/s")
        #expect(
            try choose(
                ModeRequest(size: FrameSize("148x39"), rate: 70),
                formats.map { $0 }.filter { _ in false }
            ) == nil
        )
        #expect(try choose(ModeRequest(size: FrameSize("148x39")), formats) == "148x39 NV12 30/s")
        #expect(throws: CaptureError.self) { try choose(ModeRequest(size: FrameSize("150x39")), formats) }
        #expect(throws: CaptureError.self) { try choose(ModeRequest(size: FrameSize("9999x9999")), formats) }
    }

    @Test(
        "reads what people call sizes and formats",
        arguments: [
            ("640x480", "640x480"), ("1280X720", "1280x720"), ("0x5", nil), ("640", nil), ("9x99999999", nil),
            ("x", nil),
        ]
    )
    func sizes(text: String, size: String?) { #expect(FrameSize(text)?.description == size) }

    @Test(
        "reads formats' codes",
        arguments: [
            ("yuyv", "YUYV"), ("MJPEG", "MJPG"), ("gray", "GREY"), ("Y10", "Y10"), ("", nil), ("ABCDE", nil),
            ("\u{1b}", nil),
        ]
    )
    func formats(text: String, code: String?) {
        #expect(PixelFormat(name: text)?.description == code)
        #expect(PixelFormat(code: 0x1B5B_0A00).description == "..[.")
    }

    @Test("asks a driver for all that it offers, and stops where it never ends")
    func enumeration() throws {
        let driver = ScriptedDriver()
        driver.state.withLock { state in
            state.offered = [(.yuyv, [FrameSize(width: 640, height: 480)], [30, 15]), (.mjpeg, [], [])]
        }
        let formats = FormatList(descriptor: 7, calls: driver.calls, request: ModeRequest()).formats()
        #expect(formats.map(\.pixels) == [.yuyv, .mjpeg])
        #expect(formats[0].sizes.map(\.description) == ["640x480"] && formats[0].sizes[0].rateList == "30 15")
        let endless = [FrameSize](repeating: FrameSize(width: 8, height: 8), count: 5000)
        driver.state.withLock { $0.offered = [(.yuyv, endless, [])] }
        let list = FormatList(descriptor: 7, calls: driver.calls, request: ModeRequest()).formats()
        #expect(list[0].sizes.count == DeviceFormat.limit)
    }
}
