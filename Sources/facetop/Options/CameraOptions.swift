import ArgumentParser
import Capture

/// Which camera, what is set on it, and how it is to stream.
struct CameraOptions: ParsableArguments {
    @OptionGroup var chosen: ChosenCameraOptions

    @Option(
        help: ArgumentHelp(
            "The size, as 1280x720 (default: the smallest from 640x480 on).",
            valueName: "size"
        ),
        transform: parsed("--size takes WIDTHxHEIGHT, as 640x480.") { FrameSize($0) }
    )
    var size: FrameSize?

    @Option(help: ArgumentHelp("Frames a second (default: 30, or the most there is).", valueName: "rate"))
    var fps: Double?

    @Option(
        help: ArgumentHelp(
            "The pixel format, as YUYV or MJPG (default: what needs least work).",
            valueName: "code"
        ),
        transform: parsed("--format takes a code of up to four letters, as YUYV or MJPG.") {
            PixelFormat(name: $0)
        }
    )
    var format: PixelFormat?

    func validate() throws {
        guard (0.1...1000).contains(fps ?? 30) else { throw ValidationError("--fps takes 0.1 to 1000.") }
    }

    /// What the user calls the camera.
    var device: String? { chosen.device }

    /// What a camera is asked for.
    func request(_ choice: CameraChoice) -> CameraRequest {
        CameraRequest(
            choice,
            mode: ModeRequest(size: size, rate: fps, format: format),
            settings: chosen.settings
        )
    }

    /// Whether something is asked of a camera that only a camera has.
    var asksForCamera: Bool { size != nil || fps != nil || format != nil || !chosen.settings.isEmpty }
}
