import FaceTypes
import Foundation
import Gallery
import Glibc
import Kernels
import Text

/// How long a face is looked up among very many people, against a plain loop over all.
public struct GalleryMeasurement: Encodable, Sendable {
    let templates: Int
    let people: Int
    let numbers: Int
    let buildSeconds: Double
    /// Milliseconds of one lookup on one thread.
    let search: Double
    let plain: Double
    /// Lookups with the same answer.
    let same: Int
    let lookups: Int
    /// Seconds to read a gallery's folder whose photos' templates are cached; nil for very many.
    let loadSeconds: Double?
    /// Resident memory in bytes.
    let memory: Int

    /// The most templates that are made: more need tens of gigabytes.
    public static let most = 2_000_000
    private static let (templatesOfPerson, lookups) = (4, 50)

    /// Makes people of random templates, and looks some of them and some strangers up.
    ///
    /// - Parameters:
    ///   - templates: how many, four a person.
    ///   - numbers: of an embedding.
    /// - Throws: `GalleryError`, or what the system says where a folder of photos can't be made.
    public init(templates: Int, numbers: Int = 128) throws {
        var random = RandomVectors(seed: 1, count: numbers)
        var people: [Person] = []
        var probes: [Embedding] = []
        let count = max(1, templates / Self.templatesOfPerson)
        let step = max(1, count / (Self.lookups / 2))
        for number in 0..<count {
            let face = random.next()
            let own = (0..<Self.templatesOfPerson).map { _ in random.near(face) }
            // A name that says nothing but its number is always valid.
            guard let name = try? PersonName("Person \(number)") else { continue }
            people.append(Person(name: name, templates: own))
            if number.isMultiple(of: step) { probes += [random.near(face), random.next()] }
        }
        let plain = Gallery(people: people, isIndexed: false)
        var begin = Instant.now()
        let gallery = Gallery(people: people)
        buildSeconds = Instant.now().seconds(since: begin)
        let matcher = Matcher(threshold: 1.1, margin: 0.05)
        var (times, plainTimes): ([Double], [Double]) = ([], [])
        var same = 0
        for probe in probes {
            begin = .now()
            let answer = matcher.identify(probe, in: gallery)
            times.append(Instant.now().seconds(since: begin) * 1000)
            begin = .now()
            let expected = matcher.identify(probe, in: plain)
            plainTimes.append(Instant.now().seconds(since: begin) * 1000)
            same += answer == expected ? 1 : 0
        }
        self.templates = gallery.templateCount
        self.people = gallery.people.count
        (self.numbers, self.same, lookups) = (numbers, same, probes.count)
        (search, self.plain) = (times.percentile(0.5), plainTimes.percentile(0.5))
        memory = ProcessMeter.memory()
        loadSeconds = templates <= Self.mostPhotos ? try Self.load(people) : nil
    }

    /// So many photos are made for `loadSeconds`.
    private static let mostPhotos = 20_000

    /// Makes a gallery's folder of files that stand for photos, and reads it twice; returns the seconds that the second time
    /// took.
    private static func load(_ people: [Person]) throws -> Double {
        let root = FileManager.default.temporaryDirectory.appending(path: "facetop-gallery-\(getpid())")
        defer { try? FileManager.default.removeItem(at: root) }
        let templates = people.flatMap(\.templates)
        var number = 0
        for person in people {
            let folder = root.appending(path: person.name.text)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for photo in person.templates.indices {
                try Data(String(number).utf8).write(to: folder.appending(path: "\(photo).jpg"))
                number += 1
            }
        }
        let reader = GalleryFolder.PhotoReader(dimensions: templates[0].count, isPhoto: { _ in true }) {
            bytes,
            _ in
            guard let index = Int(String(decoding: bytes, as: UTF8.self)), templates.indices.contains(index)
            else {
                return .failure(PhotoRefusal("no number"))
            }
            return .success(templates[index])
        }
        let gallery = GalleryFolder(path: root.path)
        _ = try gallery.load(fingerprint: "bench", reader: reader, threshold: 1.1)
        let begin = Instant.now()
        _ = try gallery.load(fingerprint: "bench", reader: reader, threshold: 1.1)
        return Instant.now().seconds(since: begin)
    }

    /// The figures for people.
    public var lines: [String] {
        [
            "\(templates) templates of \(people) people, \(numbers) numbers each, by \(KernelSet.current.instructionSet.name)",
            "looked up in \(search.hundredths) ms, by a plain loop in \(plain.hundredths) ms; \(same) of \(lookups) answers are the same",
            "packed in \(buildSeconds.hundredths) s; \((Double(memory) / 1e6).rounded().shortened) MB of memory with the people",
        ]
            + (loadSeconds.map { ["a folder with so many photos, all cached, is read in \($0.hundredths) s"] }
                ?? [])
    }
}

/// Directions that are all equally likely, the same in every run.
private struct RandomVectors {
    private var state: UInt64
    private let count: Int

    init(seed: UInt64, count: Int) { (state, self.count) = (seed, count) }

    /// SplitMix64 (Steele, Lea and Flood, 2014); twelve uniform numbers less six are nearly normal.
    private mutating func normal() -> Float {
        (0..<12).reduce(Float(-6)) { sum, _ in
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return sum + Float((z ^ (z >> 31)) >> 40) / Float(1 << 24)
        }
    }

    mutating func next() -> Embedding { unit((0..<count).map { _ in normal() }) }

    /// Another picture of the same face: at a squared distance of about 0.8.
    mutating func near(_ face: Embedding) -> Embedding {
        let spread = 0.9 / Float(count).squareRoot()
        return unit(face.values.map { $0 + spread * normal() })
    }

    private func unit(_ values: [Float]) -> Embedding {
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return Embedding(values: values.map { $0 / max(length, .leastNormalMagnitude) })
    }
}
