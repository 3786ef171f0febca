extension Float {
    /// The number with two decimals, always: `0.90`.
    public var hundredths: String { Double(self).fixed(decimals: 2) }
}

extension Double {
    /// The number with one decimal, always: `25.0`.
    public var tenths: String { fixed(decimals: 1) }

    fileprivate func fixed(decimals: Int) -> String {
        guard isFinite, abs(self) < 1e15 else { return "\(self)" }
        let unit = decimals == 1 ? 10 : 100
        let scaled = Int((self * Double(unit)).rounded())
        let rest = String(abs(scaled) % unit)
        let padding = String(repeating: "0", count: decimals - rest.count)
        return "\(scaled < 0 ? "-" : "")\(abs(scaled) / unit).\(padding)\(rest)"
    }
}

extension Int {
    /// The number with a noun: `1 photo`, `2 photos`.
    public func counted(_ singular: String, _ plural: String? = nil) -> String {
        "\(self) \(self == 1 ? singular : plural ?? singular + "s")"
    }
}
