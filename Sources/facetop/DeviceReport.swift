import Capture
import FoundationEssentials

/// A camera as `facetop devices` shows it.
struct DeviceReport: Encodable {
    private struct Format: Encodable {
        let code: String
        let name: String
        let readable: Bool
        let sizes: [Size]
    }

    private struct Size: Encodable, Hashable {
        let size: String
        let rates: String
    }

    private struct Entry: Encodable {
        let name: String
        let value: Int?
        let standard: Int
        let takes: String
        let inactive: Bool
        let readOnly: Bool
    }

    private let schema = 1
    private let name: String
    private let node: String
    private let card: String
    private let driver: String
    private let bus: String
    private let formats: [Format]
    private let controls: [Entry]?

    init(_ device: Device, controls: [Control]?) {
        name = device.stablePath
        node = device.path
        card = device.card
        driver = device.driver
        bus = device.bus
        formats = device.formats.map { format in
            Format(
                code: format.pixels.description,
                name: format.name,
                readable: format.pixels.isReadable,
                sizes: format.sizes.map { Size(size: $0.description, rates: $0.rateList) }
            )
        }
        self.controls = controls?.map { control in
            Entry(
                name: control.name,
                value: control.value,
                standard: control.standard,
                takes: control.range,
                inactive: control.isInactive,
                readOnly: control.isReadOnly
            )
        }
    }

    /// For people: the formats that facetop reads, and the rest by name only.
    var lines: [String] {
        var lines = [name]
        if name != node { lines.append("  node     \(node)") }
        lines.append("  card     \(card) (\(driver), \(bus))")
        var groups: [(codes: [String], sizes: [Size])] = []
        for format in formats where format.readable {
            // Many drivers give all formats in the same sizes.
            if let index = groups.firstIndex(where: { $0.sizes == format.sizes }) {
                groups[index].codes.append(format.code)
            } else {
                groups.append(([format.code], format.sizes))
            }
        }
        for group in groups {
            lines.append("  \(group.codes.joined(separator: " "))")
            for size in group.sizes {
                lines.append(
                    "    \(Self.padded(size.size, 21))\(size.rates.isEmpty ? "" : "\(size.rates) frames/s")"
                )
            }
        }
        let others = formats.filter { !$0.readable }.map(\.code)
        if !others.isEmpty { lines.append("  not read by facetop: \(others.joined(separator: " "))") }
        guard let controls else { return lines }
        lines.append(controls.isEmpty ? "  no controls" : "  controls")
        for control in controls {
            let state =
                control.readOnly
                ? " (read only)" : control.inactive ? " (overridden by an automatic control)" : ""
            let value = control.value.map { "= \($0), default \(control.standard), " } ?? ""
            lines.append("    \(Self.padded(control.name, 32))\(value)takes \(control.takes)\(state)")
        }
        return lines
    }

    /// For programs: a JSON array.
    static func json(_ reports: [DeviceReport]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Text and whole numbers only, which always encode.
        guard let data = try? encoder.encode(reports) else { preconditionFailure("a device does not encode") }
        return String(decoding: data, as: UTF8.self)
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
