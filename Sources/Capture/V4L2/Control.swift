import CV4L2
import Glibc

/// Something that can be set on a camera: its brightness, its exposure.
public struct Control: Sendable, Hashable {
    /// What values it takes.
    public enum Kind: Sendable, Hashable {
        /// Whole numbers of a range, so far apart.
        case integer(ClosedRange<Int>, step: Int)
        /// 0 or 1.
        case boolean
        /// One of these, by number.
        case menu([Int: String])
        /// Does something when it is set.
        case button
        /// Something that facetop can't set: text, a matrix.
        case other
    }

    /// Its number among V4L2's controls.
    let id: UInt32
    /// Its name in small letters, as `exposure_auto`.
    public let name: String
    /// What values it takes.
    public let kind: Kind
    /// What it is set to at the start.
    public let standard: Int
    /// What it is set to; nil where that can't be read.
    public let value: Int?
    /// Whether another control, as an automatism, overrides it at the moment.
    public let isInactive: Bool
    /// Whether it can only be read.
    public let isReadOnly: Bool

    /// The names that it answers to: its own, and that of other kernels.
    var names: [String] { [name] + (Self.otherNames[id] ?? []) }

    /// The values that it takes, as text.
    public var range: String {
        switch kind {
        case .integer(let range, let step):
            "\(range.lowerBound) to \(range.upperBound)\(step > 1 ? " in steps of \(step)" : "")"
        case .boolean: "0 or 1"
        case .menu(let items):
            items.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
        case .button: "1"
        case .other: "nothing that facetop can set"
        }
    }

    /// Linux 5.17 renamed these, and cameras' manuals have the older names.
    private static let otherNames: [UInt32: [String]] = [
        cv4l2_cid_exposure_auto: ["exposure_auto", "auto_exposure"],
        cv4l2_cid_exposure_absolute: ["exposure_absolute", "exposure_time_absolute"],
        cv4l2_cid_focus_auto: ["focus_auto", "focus_automatic_continuous"],
        cv4l2_cid_auto_white_balance: ["white_balance_temperature_auto", "white_balance_automatic"],
    ]

    /// A driver's name in the form that v4l2-ctl made usual: small letters and digits, `_` between words.
    static func plainName(_ name: String) -> String {
        let words = name.lowercased().split { character in
            !(character.isASCII && (character.isLetter || character.isNumber))
        }
        return words.joined(separator: "_")
    }

    /// Understands a value.
    ///
    /// - Throws: `CaptureError.control` that says what can be given.
    func number(of text: String) throws(CaptureError) -> Int {
        guard !isReadOnly else { throw .control(name, problem: "can only be read") }
        let lower = text.lowercased()
        let number: Int? =
            switch kind {
            case .integer(let range, let step):
                Int(text).flatMap {
                    range.contains($0) && ($0 - range.lowerBound).isMultiple(of: step) ? $0 : nil
                }
            case .boolean:
                ["0": 0, "off": 0, "false": 0, "no": 0, "1": 1, "on": 1, "true": 1, "yes": 1][lower]
            case .menu(let items):
                Int(text).flatMap { items[$0] == nil ? nil : $0 }
                    ?? items.first { Self.plainName($0.value) == Self.plainName(text) }?.key
            case .button: text == "1" ? 1 : nil
            case .other: nil
            }
        guard let number else { throw .control(name, problem: "can't be `\(text)`; it takes \(range)") }
        return number
    }
}

/// A control and what it is to be set to, as the user wrote them.
public struct ControlSetting: Sendable, Hashable {
    /// The control's name.
    public let name: String
    /// Its value.
    public let value: String

    /// Reads `name=value`; nil where it is something else.
    public init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        name = Control.plainName(String(parts[0]))
        value = String(parts[1])
    }
}
