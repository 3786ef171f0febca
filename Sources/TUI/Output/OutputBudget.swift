import FaceTypes

/// How much may be sent to the terminal: every picture is paid for before the next one, first by fewer of them, then by
/// cheaper ones.
struct OutputBudget {
    /// Pictures a second at most.
    static let fastest = 30.0
    /// Below the first rate pictures become cheaper; they become finer where that leaves the second.
    private static let rates = (cheaper: 6.0, finer: 9.0)
    /// How many pictures in a row must ask for it before they become finer: the first of those costs most.
    private static let patience = 10
    /// What the first picture of a usual screen costs at the finest, in bytes, and how long it may take, in seconds.
    private static let first = (bytes: 20_000.0, seconds: 0.5)

    /// How pictures are made cheaper: colors that differ little stay as they are, then one stands for several pixels.
    struct Quality: Hashable, Sendable {
        /// How many of a cell's pixels one color stands for, across and down.
        let coarseness: Int
        /// Colors nearer to what is shown than this, of 255, are not sent.
        let tolerance: Int
        /// What a picture costs as a share of the finest; measured on the demo (`facetop bench --screen 120x40`).
        let cost: Double
    }

    private static let qualities = [
        Quality(coarseness: 1, tolerance: 7, cost: 1), Quality(coarseness: 1, tolerance: 12, cost: 0.64),
        Quality(coarseness: 1, tolerance: 20, cost: 0.40), Quality(coarseness: 2, tolerance: 14, cost: 0.27),
        Quality(coarseness: 2, tolerance: 20, cost: 0.19), Quality(coarseness: 2, tolerance: 30, cost: 0.12),
        Quality(coarseness: 4, tolerance: 24, cost: 0.09), Quality(coarseness: 4, tolerance: 32, cost: 0.07),
    ]

    /// The span over which the use is measured, in seconds.
    private static let span = 2.0

    /// Bytes a second; nil for as many as there are.
    let limit: Double?
    /// Which of the qualities pictures have.
    private var level = 0
    /// What pictures cost lately, in seconds of the line.
    private var usual: Double?
    private var next: Instant?
    private var lasting = 0
    private var sent: [(at: Instant, bytes: Int)] = []

    init(limit: Double?) {
        self.limit = limit
        if let limit { level = finest(costing: Self.first.bytes / limit, atMost: Self.first.seconds) }
    }

    /// How pictures are made now.
    var quality: Quality { Self.qualities[level] }

    /// How many seconds are left until a picture may be sent.
    func wait(at time: Instant) -> Double { next.map { max(0, $0.seconds(since: time)) } ?? 0 }

    /// Notes what was sent.
    ///
    /// - Parameters:
    ///   - bytes: how much.
    ///   - isPicture: whether the picture was new.
    ///   - time: when.
    mutating func note(_ bytes: Int, isPicture: Bool, at time: Instant) {
        if bytes > 0 { sent.append((time, bytes)) }
        sent.removeAll { time.seconds(since: $0.at) > Self.span }
        let cost = limit.map { Double(bytes) / $0 } ?? 0
        // What is sent for a key comes at once, and is paid for afterwards, too. A picture that comes a little late does
        // not make the next one late.
        let begins = next.map { max($0.seconds(since: time), -1 / Self.fastest) } ?? 0
        next = time.advanced(by: begins + max(cost, isPicture ? 1 / Self.fastest : 0))
        if isPicture, limit != nil { adapt(cost) }
    }

    private mutating func adapt(_ cost: Double) {
        let usual = self.usual.map { 0.7 * $0 + 0.3 * cost } ?? cost
        self.usual = usual
        let whole = usual / quality.cost
        let cheaper = finest(costing: whole, atMost: 1 / Self.rates.cheaper)
        let finer = finest(costing: whole, atMost: 1 / Self.rates.finer)
        lasting = finer < level ? lasting + 1 : 0
        if cheaper > level || lasting >= Self.patience {
            let before = quality.cost
            // Step by step to the finer, at once to the cheaper.
            level = cheaper > level ? cheaper : level - 1
            self.usual = usual * quality.cost / before
            lasting = 0
        }
    }

    /// The finest quality at which a picture takes no longer, if the finest of all costs so many seconds.
    private func finest(costing whole: Double, atMost seconds: Double) -> Int {
        Self.qualities.firstIndex { $0.cost * whole <= seconds } ?? Self.qualities.count - 1
    }

    /// Bytes a second, lately.
    func use(at time: Instant) -> Double {
        let recent = sent.filter { time.seconds(since: $0.at) <= Self.span }
        return Double(recent.reduce(0) { $0 + $1.bytes }) / Self.span
    }
}
