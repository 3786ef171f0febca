/// A size in bytes as people write it: `500k`, `10M`, `1G`.
struct ByteSize: Hashable {
    let bytes: Int

    /// Reads a size; nil for an invalid one, and for nothing.
    init?(_ text: String) {
        let units: [Character: Int] = ["k": 1000, "m": 1_000_000, "g": 1_000_000_000]
        let unit = text.lowercased().last.flatMap { units[$0] }
        guard let number = Int(unit == nil ? text : String(text.dropLast())), number > 0 else { return nil }
        let (bytes, isTooLarge) = number.multipliedReportingOverflow(by: unit ?? 1)
        guard !isTooLarge else { return nil }
        self.bytes = bytes
    }
}
