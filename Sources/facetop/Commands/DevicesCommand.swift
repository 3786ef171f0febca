import ArgumentParser
import Capture

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

    @OptionGroup var chosen: ChosenCameraOptions

    func run() throws {
        do throws(CaptureError) {
            let survey = Device.survey()
            if chosen.device == nil { for refusal in survey.refusals { Console.warn(refusal.advised) } }
            let devices = try cameras(among: survey.devices)
            try set(on: devices)
            if check {
                try Self.check(devices)
            } else {
                try report(devices)
            }
        } catch {
            switch error {
            case .noCamera where json: Console.print("[]")
            case .control:
                Console.warn(error.advised)
                throw ExitCode(64)
            default: Console.warn(error.advised)
            }
            throw ExitCode.noCamera
        }
    }

    /// The camera that is named, or all.
    private func cameras(among all: [Device]) throws(CaptureError) -> [Device] {
        guard let name = chosen.device else {
            guard !all.isEmpty else { throw .noCamera }
            return all
        }
        let path = try CameraChoice(name).node()
        let found = all.filter { $0.path == path }
        // What is not among them can't be opened: the attempt says why.
        if found.isEmpty { _ = try ControlList(of: CameraChoice(path)) }
        return found
    }

    private func set(on devices: [Device]) throws(CaptureError) {
        guard !chosen.settings.isEmpty else { return }
        guard devices.count == 1 else {
            let names = devices.map { "\($0.card) (\($0.stablePath))" }.joined(separator: ", ")
            throw .control("--set", problem: "there are several cameras; say which with --device: \(names)")
        }
        for device in devices { try ControlList(of: CameraChoice(device.path)).apply(chosen.settings) }
    }

    private func report(_ devices: [Device]) throws(CaptureError) {
        var reports: [DeviceReport] = []
        for device in devices {
            let list = controls ? try ControlList(of: CameraChoice(device.path)).all() : nil
            reports.append(DeviceReport(device: device, controls: list))
        }
        if json {
            _ = Console.print(bytes: DeviceReport.json(reports))
        } else if chosen.settings.isEmpty || controls {
            for line in reports.flatMap(\.lines) { Console.print(line) }
        }
    }

    private static func check(_ devices: [Device]) throws(CaptureError) {
        for device in devices {
            Console.print(device.stablePath)
            let isGood = CameraCheck(device: device).run { Console.print($0) }
            guard isGood else { throw .unsupported(device.stablePath, problem: "not every mode works") }
        }
    }
}
