import FaceTypes
import TestSupport
import Testing

@testable import Pipeline

@Suite("a track's vote")
struct IdentityVoteTests {
    private let ada = Identity.known(.init(person: Faces.name("Ada"), d2: 0.3, margin: 1))
    private let bob = Identity.known(.init(person: Faces.name("Bob"), d2: 0.4, margin: 1))
    private let nobody = Identity.unknown(nearest: .init(person: Faces.name("Ada"), d2: 1.2, margin: 0.1))

    private func settled(_ answers: [Identity]) -> Identity? {
        var vote = IdentityVote()
        for (index, answer) in answers.enumerated() { vote.add(answer, at: Faces.time(Double(index) / 10)) }
        return vote.settled
    }

    @Test("a name needs several frames that agree")
    func majority() {
        #expect(settled([]) == nil && settled([ada, ada]) == nil)
        #expect(settled([ada, ada, ada])?.person?.text == "Ada")
        #expect(settled([ada, bob, nobody, bob, ada]) == nil)
        #expect(settled([ada, nobody, ada, nobody, ada])?.person?.text == "Ada")
        #expect(settled([nobody, nobody, nobody]) == nobody)
    }

    @Test("a settled name is taken back only when most frames disagree")
    func reversal() {
        #expect(settled([ada, ada, ada, nobody, nobody, nobody])?.person?.text == "Ada")
        #expect(settled([ada, ada, ada, nobody, nobody, nobody, nobody]) == nobody)
        #expect(settled([ada, ada, ada, bob, bob, bob, bob])?.person?.text == "Bob")
    }

    @Test("the best distance of the answers is told")
    func best() {
        let nearer = Identity.known(.init(person: Faces.name("Ada"), d2: 0.1, margin: 1))
        #expect(settled([ada, nearer, ada])?.d2 == 0.1)
    }

    @Test("a settled face is asked for seldom, a doubtful one more often")
    func seldom() {
        var vote = IdentityVote()
        #expect(vote.isDue(at: Faces.time(0)))
        for _ in 0..<3 { vote.add(ada, at: Faces.time(1)) }
        #expect(!vote.isDue(at: Faces.time(1.9)) && vote.isDue(at: Faces.time(2)))
        vote.add(nobody, at: Faces.time(2))
        #expect(!vote.isDue(at: Faces.time(2.1)) && vote.isDue(at: Faces.time(2.2)))
    }
}
