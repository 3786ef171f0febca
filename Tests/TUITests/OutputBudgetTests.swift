import FaceTypes
import TestSupport
import Testing

@testable import TUI

@Suite("what the screen may send")
struct OutputBudgetTests {
    /// Sends pictures for a minute, each costing what the quality makes of it.
    private func run(_ limit: Double?, picture: Double, seconds: Double = 60) -> (
        bytes: Double, pictures: Int
    ) {
        var budget = OutputBudget(limit: limit)
        var time = Faces.time(0)
        var (bytes, pictures) = (0.0, 0)
        while time.seconds(since: Faces.time(0)) < seconds {
            if budget.wait(at: time) <= 0 {
                let cost = picture * budget.quality.cost
                budget.note(Int(cost), isPicture: true, at: time)
                (bytes, pictures) = (bytes + cost, pictures + 1)
            }
            time = time.advanced(by: 0.001)
        }
        return (bytes, pictures)
    }

    @Test("without a limit there are thirty pictures a second at the best")
    func unlimited() {
        let sent = run(nil, picture: 8000)
        #expect((1700...1800).contains(sent.pictures) && sent.bytes == Double(sent.pictures) * 8000)
    }

    @Test("a limit is kept over a minute, and most of it used", arguments: [4000.0, 8000, 40_000, 250_000])
    func limited(limit: Double) {
        let sent = run(limit, picture: 8000)
        #expect(sent.bytes <= limit * 60 * 1.02)
        #expect(sent.pictures >= 60 * 5)
        let most = 30 * 60 * 8000.0
        #expect(sent.bytes >= min(most, limit * 60) * 0.5)
    }

    @Test("what a key brings comes at once, and the next picture pays for it")
    func keys() {
        var budget = OutputBudget(limit: 1000)
        budget.note(500, isPicture: true, at: Faces.time(0))
        budget.note(250, isPicture: false, at: Faces.time(0))
        #expect(abs(budget.wait(at: Faces.time(0)) - 0.75) < 1e-6)
        #expect(budget.wait(at: Faces.time(1)) == 0)
        #expect(budget.use(at: Faces.time(0)) == 375)
    }
}
