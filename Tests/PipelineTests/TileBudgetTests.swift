import FaceTypes
import TestSupport
import Testing

@testable import Pipeline

@Suite("how many tiles a frame may cost")
struct TileBudgetTests {
    /// Runs frames of an interval, of which the whole picture takes so long, and each tile, too.
    private func tiles(frames: Int, interval: Double, whole: Double) -> [Int] {
        var budget = TileBudget(isLockstep: false)
        return (0..<frames).map { index in
            let count = budget.next(at: Faces.time(Double(index) * interval))
            budget.note(busy: whole * Double(1 + count), tiles: count)
            return count
        }
    }

    @Test("as many as fit between two frames, and one now and then where none does")
    func spare() {
        // 40 ms a frame, of which 20 may be used: 7 for the whole picture, and 13 are left for tiles of 7.
        let ample = tiles(frames: 200, interval: 0.04, whole: 0.007)
        #expect((180...190).contains(ample.suffix(100).reduce(0, +)) && ample.max() == 2)
        #expect(tiles(frames: 100, interval: 0.1, whole: 0.001).max() == 3)
        let none = tiles(frames: 200, interval: 0.04, whole: 0.05)
        #expect((10...15).contains(none.suffix(100).reduce(0, +)) && none.max() == 1)
    }

    @Test("the same for each frame where nobody waits")
    func lockstep() {
        var budget = TileBudget(isLockstep: true)
        #expect(Set((0..<20).map { budget.next(at: Faces.time(Double($0 * $0))) }) == [2])
    }
}
