import TestSupport
import Testing

@testable import Inference

@Suite("the arena")
struct ArenaTests {
    @Test("values that live at the same time never overlap")
    func arena() {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<50 {
            let lives = (0..<30).map { _ in
                let first = Int.random(in: 0..<40, using: &random)
                return Arena.Lifetime(
                    first: first,
                    last: first + Int.random(in: 0..<8, using: &random),
                    count: Int.random(in: 0..<100, using: &random)
                )
            }
            let arena = Arena(lives)
            for a in lives.indices {
                for b in 0..<a where lives[a].first <= lives[b].last && lives[b].first <= lives[a].last {
                    let isApart =
                        arena.offsets[a] + lives[a].count <= arena.offsets[b]
                        || arena.offsets[b] + lives[b].count <= arena.offsets[a]
                    #expect(isApart || lives[a].count == 0 || lives[b].count == 0)
                }
                #expect(arena.offsets[a] + lives[a].count <= arena.count)
            }
        }
    }
}
