import CV4L2
import Glibc
import Text

/// Reads and sets the controls of a camera.
public struct ControlList {
    private let device: OpenDevice

    /// The most controls and menu items that are listed: a driver that never ends is no reason not to.
    private static let limit = 512

    init(_ device: OpenDevice) { self.device = device }

    /// Opens a camera for its controls only.
    ///
    /// - Throws: `CaptureError` where it can't be opened.
    public init(of choice: CameraChoice) throws(CaptureError) { device = try choice.open() }

    /// All controls that can be shown.
    public func all() -> [Control] {
        var controls: [Control] = []
        var query = v4l2_queryctrl()
        query.id = cv4l2_ctrl_flag_next
        let (calls, number) = (device.calls, device.number)
        while controls.count < Self.limit, calls.succeeds({ calls.queryControl(number, &query) }) {
            if query.flags & cv4l2_ctrl_flag_disabled == 0, query.type != V4L2_CTRL_TYPE_CTRL_CLASS.rawValue {
                controls.append(control(query))
            }
            // A driver that does not go on would be asked for ever.
            guard query.id < cv4l2_ctrl_flag_next else { break }
            query.id |= cv4l2_ctrl_flag_next
        }
        return controls
    }

    /// Sets controls, in the order that is given, since some free others.
    ///
    /// - Throws: `CaptureError.control` for a control that there is not, or a value that it does not take.
    public func apply(_ settings: [ControlSetting]) throws(CaptureError) {
        for setting in settings {
            // Asked each time, because one control changes what another takes.
            let controls = all()
            guard let control = controls.first(where: { $0.names.contains(setting.name) }) else {
                let names = controls.filter { !$0.isReadOnly }.map(\.name)
                let list = names.isEmpty ? "none" : names.joined(separator: ", ")
                throw .control(
                    setting.name.printable,
                    problem: "\(device.path) has no such control; it has \(list)"
                )
            }
            var value = v4l2_control(
                id: control.id,
                value: Int32(clamping: try control.number(of: setting.value))
            )
            let (calls, number) = (device.calls, device.number)
            do throws(CaptureError) {
                try device.checked("S_CTRL") { calls.setControl(number, &value) }
            } catch {
                let hint =
                    control.isInactive ? "; an automatic control overrides it now, switch that off first" : ""
                throw .control(control.name, problem: "\(error)\(hint)")
            }
        }
    }

    private func control(_ query: v4l2_queryctrl) -> Control {
        var current = v4l2_control(id: query.id, value: 0)
        let (calls, number) = (device.calls, device.number)
        let isReadable =
            query.flags & cv4l2_ctrl_flag_write_only == 0 && query.type != V4L2_CTRL_TYPE_BUTTON.rawValue
        let hasValue = isReadable && calls.succeeds { calls.getControl(number, &current) }
        return Control(
            id: query.id,
            name: Control.plainName(DriverText.read(query.name)),
            kind: kind(of: query),
            standard: Int(query.default_value),
            value: hasValue ? Int(current.value) : nil,
            isInactive: query.flags & cv4l2_ctrl_flag_inactive != 0,
            isReadOnly: query.flags & cv4l2_ctrl_flag_read_only != 0
        )
    }

    private func kind(of query: v4l2_queryctrl) -> Control.Kind {
        let (minimum, maximum) = (Int(query.minimum), Int(query.maximum))
        return switch query.type {
        case V4L2_CTRL_TYPE_INTEGER.rawValue where minimum <= maximum:
            .integer(minimum...maximum, step: max(1, Int(query.step)))
        case V4L2_CTRL_TYPE_BOOLEAN.rawValue: .boolean
        case V4L2_CTRL_TYPE_BUTTON.rawValue: .button
        case V4L2_CTRL_TYPE_MENU.rawValue, V4L2_CTRL_TYPE_INTEGER_MENU.rawValue: .menu(items(of: query))
        default: .other
        }
    }

    private func items(of query: v4l2_queryctrl) -> [Int: String] {
        var items: [Int: String] = [:]
        let (calls, number) = (device.calls, device.number)
        guard query.minimum <= query.maximum else { return items }
        for index in query.minimum...query.maximum where items.count < Self.limit {
            guard index - query.minimum < Self.limit else { break }
            var item = v4l2_querymenu()
            item.id = query.id
            item.index = UInt32(bitPattern: index)
            // Menus may have holes.
            guard calls.succeeds({ calls.queryMenu(number, &item) }) else { continue }
            let isNumber = query.type == V4L2_CTRL_TYPE_INTEGER_MENU.rawValue
            items[Int(index)] = isNumber ? "\(item.value)" : DriverText.read(item.name)
        }
        return items
    }
}
