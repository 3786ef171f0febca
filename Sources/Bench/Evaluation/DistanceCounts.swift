/// How many squared distances there are of each size, in steps of 1/1000: all that error rates need, however many
/// there are.
struct DistanceCounts: Sendable {
    static let step: Float = 0.001
    private var counts = [Int](repeating: 0, count: 4002)
    /// How many in all.
    private(set) var total = 0

    /// Notes a distance; an infinite one is of what could not be compared.
    mutating func add(_ d2: Float, times: Int = 1) {
        let bin = d2.isFinite ? max(0, min(4000, Int((d2 / Self.step).rounded(.up)))) : 4001
        counts[bin] += times
        total += times
    }

    mutating func add(_ other: DistanceCounts) {
        for bin in counts.indices { counts[bin] += other.counts[bin] }
        total += other.total
    }

    /// The share of those that are at most so large.
    func share(upTo d2: Float) -> Double {
        guard total > 0 else { return 0 }
        let last = max(-1, min(4000, Int((d2 / Self.step).rounded())))
        return Double(counts[..<(last + 1)].reduce(0, +)) / Double(total)
    }

    /// The largest distance that at most a share of all do not exceed.
    func cut(at share: Double) -> Float {
        var left = share * Double(total)
        for bin in 0...4000 {
            left -= Double(counts[bin])
            if left < 0 { return Float(bin - 1) * Self.step }
        }
        return 4
    }

    /// For every cut, from 0 to 4 in steps, the share of those that are at most so large.
    var shares: [Double] {
        var sum = 0
        return (0...4000).map { bin in
            sum += counts[bin]
            return total > 0 ? Double(sum) / Double(total) : 0
        }
    }
}

/// A share of some trials, with what it may be by chance.
struct Rate: Encodable, Sendable {
    let share: Double
    /// The ends of Wilson's interval, in which the true share is 95 times of 100.
    let low: Double
    let high: Double

    /// Makes a rate of so many trials, of which a share went so.
    init(_ share: Double, of trials: Int) {
        self.share = share
        let n = Double(max(trials, 1))
        let z = 1.959964
        let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        let reach = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        (low, high) = (max(0, min(share, middle - reach)), min(1, max(share, middle + reach)))
    }

    /// A share whose ends are known otherwise.
    init(_ share: Double, low: Double, high: Double) {
        (self.share, self.low, self.high) = (share, low, high)
    }
}
