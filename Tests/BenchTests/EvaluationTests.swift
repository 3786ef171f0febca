import FaceTypes
import FoundationEssentials
import Gallery
import TestSupport
import Testing

@testable import Bench

@Suite("how well faces are told apart")
struct EvaluationTests {
    @Test("Wilson's interval is the textbook's")
    func wilson() {
        // Nine of ten: 0.596 to 0.982 (Brown, Cai and DasGupta, Interval Estimation for a Binomial Proportion, 2001).
        let rate = Rate(0.9, of: 10)
        #expect(abs(rate.low - 0.5958) < 1e-3 && abs(rate.high - 0.9821) < 1e-3)
        #expect(Rate(1, of: 50).high == 1 && Rate(0, of: 50).low == 0 && Rate(0, of: 50).high > 0.05)
    }

    @Test("shares and cuts from counts are those of the sorted numbers")
    func counts() {
        var random = SeededGenerator(seed: 4)
        var counts = DistanceCounts()
        // Whole steps, so that counting loses nothing.
        let numbers = (0..<5000).map { _ in
            Float(Int.random(in: 0...4000, using: &random)) * DistanceCounts.step
        }
        for number in numbers { counts.add(number) }
        counts.add(.infinity, times: 100)
        let sorted = numbers.sorted()
        for share in [0.001, 0.01, 0.1, 0.5] {
            let cut = counts.cut(at: share)
            #expect(Double(sorted.count { $0 <= cut + 1e-5 }) <= share * 5100)
            #expect(Double(sorted.count { $0 <= cut + DistanceCounts.step + 1e-5 }) > share * 5100)
        }
        #expect(abs(counts.share(upTo: 2) - Double(sorted.count { $0 <= 2.00001 }) / 5100) < 1e-9)
        #expect(counts.shares.last.map { abs($0 - 5000.0 / 5100) < 1e-9 } == true)
    }

    @Test("verification of pairs: the best cut, and what is found at a rate of false ones")
    func verification() {
        var genuine = DistanceCounts()
        var impostor = DistanceCounts()
        // Of ten genuine pairs one is far; of a hundred impostors one is near.
        for index in 0..<10 { genuine.add(index == 0 ? 2 : 0.5) }
        for index in 0..<100 { impostor.add(index == 0 ? 0.4 : 1.5 + Float(index) / 1000) }
        let result = Verification(genuine, impostor, unusable: 0)
        #expect(abs(result.accuracy.share - 108.0 / 110) < 1e-9 && result.cut >= 0.5 && result.cut < 1.5)
        #expect(result.points.map(\.far) == [0.1, 0.01])
        #expect(result.points.map(\.tar.share) == [0.9, 0.9])
        #expect(result.curve.allSatisfy { $0[0] >= 0.01 && (0...1).contains($0[1]) })
        #expect(result.curve.first.map { $0[1] } == 0)
    }

    /// So many people, each at an angle of their own, with pictures half a degree apart.
    private func people(_ count: Int, pictures: Int, from degrees: Double, step: Double, _ prefix: String)
        -> [(person: String, embedding: Embedding)]
    {
        (0..<count).flatMap { person in
            (0..<pictures).map { picture in
                (
                    "\(prefix)\(person)",
                    Faces.embedding(degrees: degrees + Double(person) * step + Double(picture) / 2)
                )
            }
        }
    }

    @Test("open-set identification: people far apart are all named, and there must be enough of them")
    func openSet() throws {
        let faces =
            people(12, pictures: 4, from: 0, step: 10, "a") + people(8, pictures: 1, from: 200, step: 10, "b")
        let set = try #require(OpenSet(faces, people: 10, photos: 3, galleries: 20, seed: 1))
        #expect(set.points.map(\.fpir) == [0.01, 0.001] && set.points.allSatisfy { $0.fnir.share == 0 })
        #expect(OpenSet(faces, people: 13, photos: 3, galleries: 20, seed: 1) == nil)
        #expect(OpenSet(faces, people: 10, photos: 4, galleries: 20, seed: 1) == nil)
        // The same seed draws the same galleries.
        let again = OpenSet(faces, people: 10, photos: 3, galleries: 20, seed: 1)
        #expect(again?.points.map(\.cut) == set.points.map(\.cut))
        // Where strangers stand exactly where the enrolled do, whoever names 99 % of these names all of those.
        let mixed =
            people(12, pictures: 4, from: 0, step: 10, "a") + people(12, pictures: 2, from: 0, step: 10, "b")
        let hard = try #require(OpenSet(mixed, people: 10, photos: 1, galleries: 20, seed: 1))
        #expect(hard.points.allSatisfy { $0.fnir.share > 0.5 })
    }

    @Test("how near strangers come, by the number of photos")
    func strangers() {
        let faces = people(30, pictures: 3, from: 0, step: 6, "a")
        let distances = StrangerDistances(faces)
        #expect(distances.single.map(\.share) == [0.1, 0.01, 0.001])
        let cuts = distances.single.map(\.d2)
        #expect(cuts == cuts.sorted(by: >) && distances.several.count == 2)
    }

    @Test("a gallery's own people: who is named rightly without their photo, and who come near each other")
    func gallery() {
        let gallery = Gallery(people: [
            Person(name: Faces.name("Ada"), templates: [0, 5].map { Faces.embedding(degrees: $0) }),
            Person(name: Faces.name("Bob"), templates: [35, 120].map { Faces.embedding(degrees: $0) }),
            Person(name: Faces.name("Eve"), templates: [Faces.embedding(degrees: 230)]),
        ])
        let result = GalleryEvaluation(gallery, Matcher(threshold: 0.3, margin: 0.05))
        // Ada's are 5 degrees apart; Bob's are far from each other, and one of them is nearest to Ada.
        #expect(result.right == 2 && result.unknown + result.wrong == 2)
        #expect(result.pairs.map(\.first) == ["Ada"] && result.pairs.map(\.second) == ["Bob"])
        #expect(result.lines.contains { $0.contains("Ada and Bob") })
    }

    @Test("people are told apart by folders, or by the numbers behind their names")
    func names() {
        #expect(LabeledPictures.person(in: "Ada_Lovelace_0001.jpg") == "Ada_Lovelace")
        for none in ["IMG.jpg", "photo_1a.jpg", "_001.jpg", "ada_.png", ""] {
            #expect(LabeledPictures.person(in: none) == nil)
        }
    }

    @Test("folders of pictures, with and without a list of pairs")
    func pictures() throws {
        let folder = try TemporaryFolder()
        for file in [
            "Ada/x.jpg", "Ada/y.png", "Bob/z.jpg", "all/Eve_01.jpg", "all/Eve_02.jpg", "all/Max_01.jpg",
        ] {
            try folder.write([1], to: file)
        }
        try folder.write([1], to: "Ada/notes.txt")
        let found = try LabeledPictures(of: folder.path)
        #expect(found.pairs == nil)
        #expect(found.pictures.map(\.person) == ["Ada", "Ada", "Bob", "Eve", "Eve", "Max"])

        let list =
            "first,second,same\nx.jpg,z.jpg,0\nEve_01.jpg,Eve_02.jpg,1\r\nEve_01.jpg,nobody.jpg,1\nx.jpg,,\n"
        try folder.write(Array(list.utf8), to: "my-pairs.csv")
        let listed = try LabeledPictures(of: folder.path)
        #expect(listed.pairs?.map(\.isSame) == [false, true])
        #expect(listed.pairs?.map { [$0.first, $0.second] } == [[0, 1], [2, 3]])
        #expect(listed.pictures.count == 4)

        let alone = try TemporaryFolder()
        try alone.write([1], to: "Ada/x.jpg")
        #expect(throws: (any Error).self) { try LabeledPictures(of: alone.path) }
        #expect(throws: (any Error).self) { try LabeledPictures(of: "\(alone.path)/nothing") }
    }

    @Test("the error curve as text and as SVG")
    func plot() {
        var genuine = DistanceCounts()
        var impostor = DistanceCounts()
        for index in 0..<1000 {
            genuine.add(0.5 + Float(index) / 1000)
            impostor.add(1.2 + Float(index) / 1000)
        }
        let plot = DETPlot([
            ("a<b", Verification(genuine, impostor, unusable: 0)),
            ("c", Verification(genuine, impostor, unusable: 0)),
        ])
        let lines = plot.lines()
        #expect(lines.contains { $0.contains("o c") && $0.contains("* a<b") })
        #expect(
            lines.allSatisfy { $0.count <= 70 } && lines.contains { $0.contains("o") && $0.contains("|") }
        )
        let svg = plot.svg
        #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n") && svg.contains("a&lt;b"))
        #expect(svg.components(separatedBy: "<polyline").count == 3)
    }

    @Test("a moving picture is a film that ends, the same every time")
    func film() throws {
        let picture = Frame(pixels: [UInt8](repeating: 200, count: 50 * 50 * 3), width: 50, height: 50)
        let first = MovingPicture(picture, phase: 1)
        let second = MovingPicture(picture, phase: 1)
        var frames = 0
        while let frame = try first.next() {
            #expect(try second.next()?.pixels == frame.pixels && frame.width == 640)
            frames += 1
        }
        #expect(frames == Int(MovingPicture.rate * MovingPicture.seconds))
    }
}
