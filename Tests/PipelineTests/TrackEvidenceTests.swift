import FaceTypes
import Gallery
import TestSupport
import Testing

@testable import Pipeline

@Suite("what all looks at one face say")
struct TrackEvidenceTests {
    private static let cut: Float = 1

    private func ada(_ d2: Float) -> Identity { .known(.init(person: Faces.name("Ada"), d2: d2, margin: 1)) }
    private func bob(_ d2: Float) -> Identity { .known(.init(person: Faces.name("Bob"), d2: d2, margin: 1)) }
    private func nobody(_ d2: Float) -> Identity {
        .unknown(nearest: .init(person: Faces.name("Ada"), d2: d2, margin: 1))
    }

    /// Evidence of answers a tenth of a second apart, and after each of them who is believed to be there.
    private func history(_ answers: [Identity], degrees: [Double] = []) -> [String] {
        var evidence = TrackEvidence()
        return answers.enumerated().map { index, answer in
            evidence.add(
                Faces.embedding(degrees: index < degrees.count ? degrees[index] : 0),
                quality: 1,
                at: Faces.time(Double(index) / 10)
            )
            evidence.take(answer, cut: Self.cut)
            return evidence.settled.map { $0.person?.text ?? "unknown" } ?? "-"
        }
    }

    @Test("a near face is named at once, one near the cut after three looks, none beyond it")
    func names() {
        #expect(history([ada(0.7)]) == ["Ada"])
        #expect(history([ada(0.8), ada(0.8)]) == ["-", "Ada"])
        #expect(history([ada(0.95), ada(0.95), ada(0.95)]) == ["-", "-", "Ada"])
    }

    @Test("unknown needs three looks, and more where the face is not much farther than the cut")
    func unknown() {
        #expect(history([nobody(1.5), nobody(1.5), nobody(1.5)]) == ["-", "-", "unknown"])
        let doubtful = history([Identity](repeating: nobody(1.2), count: 10))
        #expect(doubtful == [String](repeating: "-", count: 9) + ["unknown"])
        #expect(
            history([.unknown(nearest: nil), .unknown(nearest: nil), .unknown(nearest: nil)]).last
                == "unknown"
        )
        #expect(history([nobody(1.05), nobody(1.05), ada(0.9)]) == ["-", "-", "Ada"])
    }

    @Test("a name is taken back by four answers in a row, unknown by two")
    func reversal() {
        let answers = [ada(0.5), nobody(1.5), nobody(1.5), nobody(1.5), ada(0.9)]
        #expect(
            history(answers + [nobody(1.5), nobody(1.5), nobody(1.5), nobody(1.5)]).suffix(5)
                == ["Ada", "Ada", "Ada", "Ada", "unknown"]
        )
        // A face that is followed, and a little farther than the cut from whom it was named, keeps the name.
        #expect(history([ada(0.5)] + [Identity](repeating: nobody(1.2), count: 9)).last == "Ada")
        #expect(history([ada(0.5), bob(0.9), bob(0.9), bob(0.9), bob(0.9)]).last == "Bob")
        let stranger = [nobody(1.5), nobody(1.5), nobody(1.5)]
        #expect(history(stranger + [ada(0.9), ada(0.9)]).suffix(3) == ["unknown", "unknown", "Ada"])
    }

    @Test("the fused embedding leans towards good and new looks, and keeps eight")
    func fusion() throws {
        var evidence = TrackEvidence()
        #expect(evidence.embedding == nil)
        evidence.add(Faces.embedding(degrees: 0), quality: 0.9, at: Faces.time(0))
        evidence.add(Faces.embedding(degrees: 40), quality: 0.1, at: Faces.time(0))
        let fused = try #require(evidence.embedding)
        #expect(fused.squaredDistance(to: Faces.embedding(degrees: 0)) < 0.02)
        #expect(abs(fused.squaredDistance(to: fused)) < 1e-6)
        // After half a minute the first ones count an eighth, and one that is as good decides.
        evidence.add(Faces.embedding(degrees: 40), quality: 0.9, at: Faces.time(30))
        let later = try #require(evidence.embedding)
        #expect(later.squaredDistance(to: Faces.embedding(degrees: 40)) < 0.02)
        for second in 31..<60 {
            evidence.add(Faces.embedding(degrees: 20), quality: 0.5, at: Faces.time(Double(second)))
        }
        #expect(evidence.count == 32)
        let looks = Mirror(reflecting: evidence).children.first { $0.label == "looks" }
        #expect(looks.map { Mirror(reflecting: $0.value).children.count } == TrackEvidence.memory)
    }

    @Test("one strange look changes nothing; three are of somebody else who stands there now")
    func takeover() {
        // 90 degrees are a squared distance of 2.
        let answers = [ada(0.3), ada(0.3), ada(0.3), ada(0.3), bob(0.3)]
        #expect(history(answers, degrees: [0, 90, 0, 90, 90]).allSatisfy { $0 == "Ada" })
        #expect(
            history([ada(0.3), ada(0.3), ada(0.3), bob(0.3)], degrees: [0, 90, 90, 90])
                == ["Ada", "Ada", "Ada", "Bob"]
        )
    }

    @Test("a face that was out of sight is nobody until it is seen to be the same")
    func doubt() {
        for (degrees, expected) in [(10.0, "Ada"), (90, nil)] {
            var evidence = TrackEvidence()
            evidence.add(Faces.embedding(degrees: 0), quality: 1, at: Faces.time(0))
            evidence.take(ada(0.3), cut: Self.cut)
            evidence.doubt()
            #expect(evidence.settled == nil && evidence.isDue(at: Faces.time(0)))
            evidence.add(Faces.embedding(degrees: degrees), quality: 1, at: Faces.time(5))
            #expect(evidence.settled?.person?.text == expected)
            #expect(evidence.count == (expected == nil ? 1 : 2))
        }
    }

    @Test("a face goes on where the nearest of those who left ended, if that is near")
    func departed() {
        func evidence(_ degrees: Double, _ identity: Identity) -> TrackEvidence {
            var evidence = TrackEvidence()
            evidence.add(Faces.embedding(degrees: degrees), quality: 1, at: Faces.time(0))
            evidence.take(identity, cut: Self.cut)
            return evidence
        }
        let left = [evidence(0, ada(0.3)), evidence(70, bob(0.3))]
        for (degrees, expected) in [(5.0, "Ada"), (50, "Bob"), (130, nil)] {
            var new = TrackEvidence()
            new.add(Faces.embedding(degrees: degrees), quality: 1, at: Faces.time(9), departed: left)
            #expect(new.settled?.person?.text == expected)
        }
    }

    @Test("a settled face is asked for seldom, a doubtful one more often")
    func seldom() {
        var evidence = TrackEvidence()
        #expect(evidence.isDue(at: Faces.time(0)))
        evidence.add(Faces.embedding(degrees: 0), quality: 1, at: Faces.time(1))
        evidence.take(ada(0.3), cut: Self.cut)
        #expect(!evidence.isDue(at: Faces.time(1.9)) && evidence.isDue(at: Faces.time(2)))
        evidence.add(Faces.embedding(degrees: 0), quality: 1, at: Faces.time(2))
        evidence.take(nobody(1.2), cut: Self.cut)
        #expect(!evidence.isDue(at: Faces.time(2.1)) && evidence.isDue(at: Faces.time(2.2)))
        // Whom nobody could compare with the present gallery is asked for at once.
        evidence.forgetAnswers()
        #expect(evidence.isDue(at: Faces.time(2)) && evidence.settled == nil && evidence.embedding != nil)
    }

    @Test("of pictures that have nothing to do with each other one answer is believed")
    func single() {
        var evidence = TrackEvidence.single
        evidence.add(Faces.embedding(degrees: 0), quality: 0, at: Faces.time(0))
        evidence.take(nobody(1.01), cut: Self.cut)
        #expect(evidence.settled == nobody(1.01))
    }
}
