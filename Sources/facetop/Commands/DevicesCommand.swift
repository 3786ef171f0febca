import ArgumentParser
import Capture

struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "Lists the cameras that are plugged in.",
        discussion: "EXAMPLE:\n  facetop devices"
    )

    func run() throws {
        let devices = Device.all()
        guard !devices.isEmpty else {
            Console.print("there is no camera: no /dev/video* can capture; try `facetop watch demo`")
            throw ExitCode.noCamera
        }
        for device in devices {
            Console.print("\(device.stablePath)")
            if device.stablePath != device.path { Console.print("  node     \(device.path)") }
            Console.print("  card     \(device.card) (\(device.driver))")
            Console.print("  formats  \(device.formats.joined(separator: ", "))")
            if !device.sizes.isEmpty { Console.print("  sizes    \(device.sizes.joined(separator: " "))") }
        }
    }
}
