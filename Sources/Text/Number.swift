extension BinaryFloatingPoint {
    /// The number with one decimal, always: `25.0`.
    public var tenths: String { fixed(decimals: 1) }
    /// The number with two decimals, always: `0.90`.
    public var hundredths: String { fixed(decimals: 2) }

    /// The number with at most three decimals, and none where it is large: `0.5`, `1234`.
    public var short: String {
        let value = Double(self)
        return value.isFinite && (100..<1e15).contains(value)
            ? "\(Int(value.rounded()))" : rounded(decimals: 3)
    }

    /// The number with at most so many decimals: `0.5`.
    public func rounded(decimals: Int) -> String {
        let unit = Self.power(of: decimals)
        return "\((Double(self) * unit).rounded() / unit)"
    }

    /// The number with at most two decimals, and no zeros at their end: `30`, `7.5`, `29.97`.
    public var shortened: String {
        let digits = hundredths
        guard let point = digits.firstIndex(of: ".") else { return digits }
        let end = digits.lastIndex { $0 != "0" } ?? point
        return String(end == point ? digits[..<point] : digits[...end])
    }

    /// A share as a whole percentage: `12 %`.
    public var percent: String { "\((Double(self) * 100).rounded().fixed(decimals: 0)) %" }

    private func fixed(decimals: Int) -> String {
        let value = Double(self)
        guard value.isFinite, abs(value) < 1e15 else { return "\(self)" }
        let unit = Int(Self.power(of: decimals))
        let scaled = Int((value * Double(unit)).rounded())
        let sign = scaled < 0 ? "-" : ""
        guard decimals > 0 else { return "\(scaled)" }
        let digits = String(abs(scaled) % unit).padded(to: decimals, with: "0", .left)
        return "\(sign)\(abs(scaled) / unit).\(digits)"
    }

    private static func power(of decimals: Int) -> Double {
        (0..<decimals).reduce(1) { unit, _ in unit * 10 }
    }
}

extension Int {
    /// The number with a noun: `1 photo`, `2 photos`.
    public func counted(_ singular: String, _ plural: String? = nil) -> String {
        "\(self) \(self == 1 ? singular : plural ?? singular + "s")"
    }

    /// The number in at least two digits, as clocks have it: `07`.
    public var twoDigits: String { String(self).padded(to: 2, with: "0", .left) }
}
