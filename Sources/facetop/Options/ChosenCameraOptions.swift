import ArgumentParser
import Capture

/// Which camera, and what is set on it.
struct ChosenCameraOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The camera: a path, a name in /dev/v4l/by-id, or a part of its card's name that no other has.",
            valueName: "camera"
        )
    )
    var device: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Sets a control, as exposure_auto=1; may be repeated. `facetop devices --controls` lists them.",
            valueName: "control=value"
        ),
        transform: parsed("--set takes CONTROL=VALUE, as brightness=128.") { ControlSetting($0) }
    )
    var settings: [ControlSetting] = []
}
