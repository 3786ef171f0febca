import ArgumentParser
import Capture
import FoundationEssentials

struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "Lists the cameras that are plugged in, what they give and what can be set on them.",
        discussion: """
            EXAMPLES:
              facetop devices
              facetop devices --json | jq -r '.[].name'
              facetop devices --check           does every mode work?
              facetop devices --controls
              facetop devices --device Logitech --set exposure_auto=1 --set exposure_absolute=200
            """
    )

    @Flag(help: "Print a JSON array.")
    var json = false

    @Flag(help: "List the controls, too: their ranges, defaults and values.")
    var controls = false

    @Flag(help: "Take some frames in every mode, and say what is wrong with them.")
    var check = false

    @Option(
        help: ArgumentHelp(
            "Only this camera: a path, a name in /dev/v4l/by-id, or a part of its card's name.",
            valueName: "camera"
        )
    )
    var device: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Sets a control, as exposure_auto=1; may be repeated.",
            valueName: "control=value"
        ),
        transform: { text in
            guard let setting = ControlSetting(text) else {
                throw ValidationError("--set takes CONTROL=VALUE, as brightness=128.")
            }
            return setting
        }
    )
    var settings: [ControlSetting] = []

    func run() throws {
        do throws(CaptureError) {
            let survey = Device.survey()
            for refusal in survey.refusals { Console.warn("\(refusal)") }
            let devices = try chosen(among: survey.devices)
            guard let first = devices.first else { throw CaptureError.noCamera }
            if !settings.isEmpty {
                guard devices.count == 1 else {
                    throw CaptureError.ambiguousCamera(
                        "",
                        candidates: devices.map { "\($0.card) (\($0.stablePath))" }
                    )
                }
                try ControlList(of: CameraChoice(first.path)).apply(settings)
            }
            if check {
                try Self.check(devices)
                return
            }
            let reports = devices.map { DeviceReport($0, controls: controls ? Self.controls(of: $0) : nil) }
            if json {
                Console.print(DeviceReport.json(reports))
            } else if settings.isEmpty || controls {
                for line in reports.flatMap(\.lines) { Console.print(line) }
            }
        } catch {
            switch error {
            case .noCamera where json: Console.print("[]")
            case .control:
                Console.warn("\(error)")
                throw ExitCode(64)
            default: Console.warn("\(error)")
            }
            throw ExitCode.noCamera
        }
    }

    private static func check(_ devices: [Device]) throws(CaptureError) {
        for device in devices {
            Console.print(device.stablePath)
            let isGood = CameraCheck(device: device).run { Console.print($0) }
            guard isGood else { throw .unsupported(device.stablePath, problem: "not every mode works") }
        }
    }

    /// The camera that is named, or all.
    private func chosen(among all: [Device]) throws(CaptureError) -> [Device] {
        guard let device else { return all }
        let path = try CameraChoice(device).node()
        return all.filter { $0.path == path }
    }

    private static func controls(of device: Device) -> [Control] {
        (try? ControlList(of: CameraChoice(device.path)).all()) ?? []
    }
}
