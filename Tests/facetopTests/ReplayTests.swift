import Testing

@testable import facetop

@Suite("decisions made again")
struct ReplayTests {
    private func line(_ type: String, _ person: String?, _ nearest: String?, _ d2: String, _ margin: String)
        -> String
    {
        func text(_ value: String?) -> String { value.map { "\"\($0)\"" } ?? "null" }
        let identity = person == nil ? nearest == nil ? "pending" : "unknown" : "known"
        return "{\"schema\":1,\"type\":\"\(type)\",\"time\":\"2026-11-26T12:00:00.000Z\",\"track\":\"a-1\","
            + "\"identity\":\"\(identity)\",\"person\":\(text(person)),\"nearest\":\(text(nearest)),"
            + "\"d2\":\(d2),\"margin\":\(margin)}"
    }

    @Test("beside what was logged stands what each threshold makes of it")
    func decisions() {
        let log = [
            line("new", nil, nil, "null", "null"), line("update", "Ada", "Ada", "0.5", "1"),
            line("update", nil, "Bob", "1.2", "0.05"), line("end", "Ada", "Ada", "0.5", "1"),
            line("lost", nil, nil, "null", "null"), "nonsense", "{\"schema\":2}", "",
            line("new", "Ada\\u001b[2J", "Ada\\u001b[2J", "0.9", "null"),
        ]
        let replay = Replay(log.joined(separator: "\n"), thresholds: [0.4, 1, 2], margin: 0.1)
        #expect(replay.skipped == 2)
        #expect(replay.rows.map(\.logged) == ["Ada", nil, "Ada\\u{1B}[2J"])
        #expect(
            replay.rows.map(\.now) == [
                [nil, "Ada", "Ada"], [nil, nil, nil], [nil, "Ada\\u{1B}[2J", "Ada\\u{1B}[2J"],
            ]
        )
        #expect(replay.rows.map(\.isChanged) == [true, false, true])
        let lines = replay.lines(onlyChanged: true)
        #expect(lines.count == 1 + 2 + 2 + 3 && lines[1].contains("*unknown"))
        let sums = [
            "logged: 2 of 3 named", "d2<=0.40: 0 of 3 named, 2 changed", "d2<=1.00: 2 of 3 named, 0 changed",
            "d2<=2.00: 2 of 3 named, 0 changed",
        ]
        #expect(Array(lines.suffix(4)) == sums)
        // Without a margin Bob is named, too.
        #expect(Replay(log.joined(separator: "\n"), thresholds: [2], margin: 0).rows[1].now == ["Bob"])
    }
}
