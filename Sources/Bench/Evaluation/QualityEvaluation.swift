import Capture
import FaceTypes
import Gallery
public import Recognition
import Text
import Vision

/// What bad pictures cost: how many people are missed, the smaller, more blurred, darker, brighter or more turned their
/// faces are; the quality gate's limits were chosen by it.
public struct QualityEvaluation: Encodable, Sendable {
    /// Probes of about one quality.
    struct Level: Encodable, Sendable {
        let measure: String
        /// What was done to the picture, or between which values the measure lies.
        let what: String
        /// Mean of the measure that the gate looks at.
        let value: Double
        let probes: Int
        /// Share that the gate refuses.
        let refused: Double
        /// Share of all probes that are farther from their person than the cut, with the gate open.
        let missed: Double
        /// Share of comparisons with other people that are nearer than the cut.
        let accepted: Double
    }

    let embedder: String
    let cut: Float
    let levels: [Level]

    fileprivate static let mostPeople = 100

    /// Makes bad pictures of good ones, and compares them.
    ///
    /// - Parameters:
    ///   - embedder: its name.
    ///   - models: finds and embeds faces with it.
    ///   - settings: how they are computed.
    ///   - pictures: the pictures; the first of each person is enrolled, the second is the probe.
    ///   - progress: gets how many levels are done, of how many.
    /// - Throws: `RecognitionError`, or `CaptureError` where there are not ten people with two pictures.
    public init(
        _ embedder: String,
        _ models: ModelSet,
        _ settings: Settings,
        _ pictures: LabeledPictures,
        progress: (_ done: Int, _ all: Int) -> Void
    ) throws {
        let crowd = try Crowd(models, settings, pictures)
        self.embedder = embedder
        cut = crowd.cut
        var levels: [Level] = []
        let damages = Damage.all
        for damage in damages {
            progress(levels.count, damages.count)
            levels.append(crowd.level(damage.measure, damage.what, crowd.looks(damage.change), damage.value))
        }
        let asTheyAre = crowd.looks { $0 }
        for (low, high) in [(0, 15), (15, 30), (30, 45), (45, 90)] as [(Float, Float)] {
            let turned = asTheyAre.filter { look in
                look.face?.quality.map { (low..<high).contains($0.turn) } ?? false
            }
            levels.append(
                crowd.level("turn, degrees", "\(Int(low)) to \(Int(high))", turned) { $0.quality?.turn ?? 0 }
            )
        }
        self.levels = levels
    }

    /// The figures for people.
    public var lines: [String] {
        let title =
            "\(embedder), first picture of each person enrolled, second compared, cut at d2 \(cut.hundredths):"
        return [title, Self.row("measure", "picture", "mean", "probes", "refused", "missed", "accepted")]
            + levels.map { level in
                Self.row(
                    level.measure,
                    level.what,
                    level.value.short,
                    "\(level.probes)",
                    level.refused.percent,
                    level.missed.percent,
                    "\((level.accepted * 100).hundredths) %"
                )
            }
    }

    private static func row(_ cells: String...) -> String {
        "  " + zip(cells, [15, 22, 8, 8, 9, 8, 0]).map { $0.padded(to: $1) }.joined()
    }
}

/// People with a template each, and another picture of each of them.
private struct Crowd {
    /// What is seen of a person's second picture.
    struct Look {
        let person: Int
        let face: FaceAnalyzer.Face?
        let isRefused: Bool
    }

    let cut: Float
    private var templates: [Embedding] = []
    private var probes: [Frame] = []
    private let open: FaceAnalyzer
    private let gated: FaceAnalyzer

    init(_ models: ModelSet, _ settings: Settings, _ pictures: LabeledPictures) throws {
        var ungated = settings
        ungated.gate = .open
        open = try models.analyzer(settings.engine, ungated)
        gated = try models.analyzer(settings.engine, settings)
        cut = models.description.threshold
        let several = Dictionary(grouping: pictures.pictures, by: \.person).filter { $0.value.count > 1 }
        for (_, own) in several.sorted(by: { $0.key < $1.key }).prefix(QualityEvaluation.mostPeople) {
            guard let template = try? open.onlyFace(in: Picture.read(own[0].path)).get().embedding,
                let probe = try? Picture.read(own[1].path)
            else { continue }
            templates.append(template)
            probes.append(probe)
        }
        guard templates.count >= 10 else {
            throw LabeledPictures.tooFewPeople()
        }
    }

    /// The largest face of each probe, changed first.
    func looks(_ change: (Frame) -> Frame) -> [Look] {
        probes.enumerated().map { person, frame in
            let frame = change(frame)
            func largest(_ analyzer: FaceAnalyzer) -> FaceAnalyzer.Face? {
                analyzer.faces(in: frame).max { $0.detection.box.area < $1.detection.box.area }
            }
            return Look(person: person, face: largest(open), isRefused: largest(gated)?.embedding == nil)
        }
    }

    func level(
        _ measure: String,
        _ what: String,
        _ looks: [Look],
        _ value: (FaceAnalyzer.Face) -> Float
    ) -> QualityEvaluation.Level {
        let seen = looks.compactMap { look in
            look.face.flatMap { face in
                face.embedding.map { (person: look.person, face: face, embedding: $0) }
            }
        }
        func isNear(_ person: Int, _ embedding: Embedding) -> Bool {
            templates[person].squaredDistance(to: embedding) <= cut
        }
        let missed = looks.count - seen.count { isNear($0.person, $0.embedding) }
        let accepted = seen.reduce(0) { sum, one in
            sum + templates.indices.count { $0 != one.person && isNear($0, one.embedding) }
        }
        let count = Double(max(looks.count, 1))
        return QualityEvaluation.Level(
            measure: measure,
            what: what,
            value: seen.map { Double(value($0.face)) }.reduce(0, +) / Double(max(seen.count, 1)),
            probes: looks.count,
            refused: Double(looks.count { $0.isRefused }) / count,
            missed: Double(missed) / count,
            accepted: Double(accepted) / Double(max(seen.count * (templates.count - 1), 1))
        )
    }
}

extension FaceQuality {
    /// By how many degrees the head is turned, sideways or up and down.
    fileprivate var turn: Float { max(abs(pose.yaw), abs(pose.pitch)) }
}
