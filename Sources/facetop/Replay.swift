import Text

/// The decisions of a log, made again under other thresholds.
struct Replay {
    /// One decision.
    struct Row: Encodable {
        let time: String
        let track: String
        let nearest: String
        let d2: Float
        let margin: Float?
        /// Who it was; nil for nobody known.
        let logged: String?
        /// Who it would be, for each threshold.
        let now: [String?]

        private enum CodingKeys: String, CodingKey { case time, track, nearest, d2, margin, logged, now }

        /// Writes all fields; what is not known is null, as in the log.
        func encode(to encoder: any Encoder) throws {
            var row = encoder.container(keyedBy: CodingKeys.self)
            try row.encode(time, forKey: .time)
            try row.encode(track, forKey: .track)
            try row.encode(nearest, forKey: .nearest)
            try row.encode(d2, forKey: .d2)
            try row.encode(margin, forKey: .margin)
            try row.encode(logged, forKey: .logged)
            try row.encode(now, forKey: .now)
        }

        /// Whether any threshold changes it.
        var isChanged: Bool { now.contains { $0 != logged } }
    }

    private struct Line: Decodable {
        let schema: Int
        let type: String
        let time: String
        let track: String?
        let identity: String?
        let person: String?
        let nearest: String?
        let d2: Float?
        let margin: Float?
    }

    let rows: [Row]
    /// How many lines were no events.
    let skipped: Int
    private let thresholds: [Float]

    /// Decides again.
    ///
    /// - Parameters:
    ///   - log: lines of JSON, as the event log has them.
    ///   - thresholds: the largest distances of a known person.
    ///   - margin: by how much the second person must be farther.
    init(_ log: String, thresholds: [Float], margin: Float) {
        self.thresholds = thresholds
        var (rows, skipped) = ([Row](), 0)
        for text in log.split(whereSeparator: \.isNewline) {
            guard let line = try? JSON.decode(Line.self, from: [UInt8](text.utf8)), line.schema == 1 else {
                skipped += 1
                continue
            }
            // Only what was decided; the end of a track repeats it.
            guard line.type == "new" || line.type == "update", line.identity != "pending", let d2 = line.d2,
                let nearest = line.nearest, d2.isFinite
            else { continue }
            let isFar = line.margin.map { $0 < margin } ?? false
            rows.append(
                Row(
                    time: line.time.printable,
                    track: (line.track ?? "").printable,
                    nearest: nearest.printable,
                    d2: d2,
                    margin: line.margin,
                    logged: line.person?.printable,
                    now: thresholds.map { d2 <= $0 && !isFar ? nearest.printable : nil }
                )
            )
        }
        (self.rows, self.skipped) = (rows, skipped)
    }

    /// A table, and how many decisions each threshold changes.
    func lines(onlyChanged: Bool) -> [String] {
        let shown = onlyChanged ? rows.filter(\.isChanged) : rows
        let names = shown.flatMap { [$0.nearest, $0.logged ?? ""] }.map(\.count)
        let width = max(8, min(24, names.max() ?? 8)) + 1
        let head =
            "time".padded(to: 25) + "d2".padded(to: 6, .left) + "margin".padded(to: 8, .left) + "  "
            + "logged".padded(to: width)
            + thresholds.map { "d2<=\($0.hundredths)".padded(to: width + 1) }.joined()
        let table = shown.map { row in
            let cells = row.now.map { name in
                // What differs from the log is marked.
                ((name == row.logged ? " " : "*") + (name ?? "unknown")).padded(to: width + 1)
            }
            return row.time.padded(to: 25) + row.d2.hundredths.padded(to: 6, .left)
                + (row.margin?.hundredths ?? "-").padded(to: 8, .left) + "  "
                + (row.logged ?? "unknown").padded(to: width) + cells.joined()
        }
        let named = thresholds.indices.map { index in
            let count = rows.count { $0.now[index] != nil }
            let changes = rows.count { $0.now[index] != $0.logged }
            return "d2<=\(thresholds[index].hundredths): \(count) of \(rows.count) named, \(changes) changed"
        }
        let before = "logged: \(rows.count { $0.logged != nil }) of \(rows.count) named"
        return ([head] + table).map(\.trimmedAtEnd) + ["", before] + named
    }
}

extension String {
    /// The text without blanks at its end.
    fileprivate var trimmedAtEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
