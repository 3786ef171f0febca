import Capture
import Text

/// A camera as `facetop devices` shows it.
struct DeviceReport {
    let device: Device
    /// Its controls; nil where nobody asked for them.
    let controls: [Control]?

    /// For people: the formats that facetop reads, and the rest by name only.
    var lines: [String] {
        var lines = [device.stablePath]
        if device.stablePath != device.path { lines.append("  node     \(device.path)") }
        lines.append("  card     \(device.card) (\(device.driver), \(device.bus))")
        var groups: [(codes: [String], sizes: [DeviceSize])] = []
        for format in device.formats where format.pixels.isReadable {
            // Many drivers give all formats in the same sizes.
            if let index = groups.firstIndex(where: { $0.sizes == format.sizes }) {
                groups[index].codes.append(format.pixels.description)
            } else {
                groups.append(([format.pixels.description], format.sizes))
            }
        }
        for group in groups {
            lines.append("  \(group.codes.joined(separator: " "))")
            for size in group.sizes {
                let rates = size.rateList.isEmpty ? "" : "\(size.rateList) frames/s"
                lines.append("    \(size.description.column(21))\(rates)")
            }
        }
        let others = device.formats.filter { !$0.pixels.isReadable }.map(\.pixels.description)
        if !others.isEmpty { lines.append("  not read by facetop: \(others.joined(separator: " "))") }
        guard let controls else { return lines }
        lines.append(controls.isEmpty ? "  no controls" : "  controls")
        return lines + controls.map(Self.line)
    }

    private static func line(_ control: Control) -> String {
        let state =
            control.isReadOnly
            ? " (read only)" : control.isInactive ? " (overridden by an automatic control)" : ""
        let value = control.value.map { "= \($0), default \(control.standard), " } ?? ""
        return "    \(control.name.column(32))\(value)takes \(control.range)\(state)"
    }

    /// For programs: a JSON array.
    static func json(_ reports: [DeviceReport]) -> [UInt8] { JSON.document(reports.map(DeviceRecord.init)) }
}

/// A camera as `facetop devices --json` writes it.
private struct DeviceRecord: Encodable {
    struct Pixels: Encodable {
        let width: Int
        let height: Int

        init(_ size: FrameSize) { (width, height) = (size.width, size.height) }
    }

    struct Rates: Encodable {
        let min: Double
        let max: Double
    }

    /// A single size has `min` and `max` alike, as a single rate has.
    struct Size: Encodable {
        let min: Pixels
        let max: Pixels
        let step: Pixels
        let rates: [Rates]
    }

    struct Format: Encodable {
        let code: String
        let name: String
        let readable: Bool
        let sizes: [Size]
    }

    struct Knob: Encodable {
        let name: String
        let value: Int?
        let standard: Int
        let min: Int?
        let max: Int?
        let step: Int?
        let menu: [String: String]?
        let inactive: Bool
        let readOnly: Bool

        init(_ control: Control) {
            (name, value, standard) = (control.name, control.value, control.standard)
            (inactive, readOnly) = (control.isInactive, control.isReadOnly)
            switch control.kind {
            case .integer(let range, let step):
                (min, max, self.step, menu) = (range.lowerBound, range.upperBound, step, nil)
            case .boolean: (min, max, step, menu) = (0, 1, 1, nil)
            case .button: (min, max, step, menu) = (1, 1, 1, nil)
            case .menu(let items):
                (min, max, step) = (nil, nil, nil)
                menu = Dictionary(uniqueKeysWithValues: items.map { ("\($0.key)", $0.value) })
            case .other: (min, max, step, menu) = (nil, nil, nil, nil)
            }
        }
    }

    let schema = 1
    let name: String
    let node: String
    let card: String
    let driver: String
    let bus: String
    let formats: [Format]
    let controls: [Knob]?

    init(_ report: DeviceReport) {
        let device = report.device
        (name, node, card) = (device.stablePath, device.path, device.card)
        (driver, bus) = (device.driver, device.bus)
        formats = device.formats.map { format in
            Format(
                code: format.pixels.description,
                name: format.name,
                readable: format.pixels.isReadable,
                sizes: format.sizes.map { size in
                    Size(
                        min: Pixels(size.minimum),
                        max: Pixels(size.maximum),
                        step: Pixels(size.step),
                        rates: size.rates.map { Rates(min: $0.lowerBound, max: $0.upperBound) }
                    )
                }
            )
        }
        controls = report.controls?.map(Knob.init)
    }
}
