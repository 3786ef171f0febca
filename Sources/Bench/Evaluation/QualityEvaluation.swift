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

    /// One probe against the first pictures of all people.
    private struct Probe {
        let person: Int
        let face: FaceAnalyzer.Face?
        let isRefused: Bool
    }

    private static let mostPeople = 100

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
        var open = settings
        open.gate = .open
        let analyzer = try models.analyzer(settings.engine, open)
        let gated = try models.analyzer(settings.engine, settings)
        let several = Dictionary(grouping: pictures.pictures, by: \.person).filter { $0.value.count > 1 }
            .sorted { $0.key < $1.key }.prefix(Self.mostPeople)
        var people: [Embedding] = []
        var probes: [Frame] = []
        for (_, own) in several {
            guard let template = try? analyzer.onlyFace(in: Picture.read(own[0].path)).get().embedding,
                let probe = try? Picture.read(own[1].path)
            else { continue }
            people.append(template)
            probes.append(probe)
        }
        guard people.count >= 10 else {
            throw CaptureError.unsupported(
                "the pictures",
                problem: "there are not ten people with two pictures each"
            )
        }
        self.embedder = embedder
        let cut = models.description.threshold
        self.cut = cut
        func level(
            _ measure: String,
            _ what: String,
            _ probes: [Probe],
            _ value: (FaceAnalyzer.Face) -> Float
        ) -> Level {
            let seen = probes.compactMap { probe in
                probe.face.flatMap { face in face.embedding.map { (probe.person, face, $0) } }
            }
            let missed = probes.count - seen.count { people[$0.0].squaredDistance(to: $0.2) <= cut }
            var accepted = 0
            for (person, _, embedding) in seen {
                accepted += people.indices.count {
                    $0 != person && people[$0].squaredDistance(to: embedding) <= cut
                }
            }
            let values = seen.map { Double(value($0.1)) }
            let count = Double(max(probes.count, 1))
            return Level(
                measure: measure,
                what: what,
                value: values.reduce(0, +) / Double(max(values.count, 1)),
                probes: probes.count,
                refused: Double(probes.count { $0.isRefused }) / count,
                missed: Double(missed) / count,
                accepted: Double(accepted) / Double(max(seen.count * (people.count - 1), 1))
            )
        }
        func look(_ change: (Frame) -> Frame) -> [Probe] {
            probes.enumerated().map { person, frame in
                let frame = change(frame)
                func middle(_ analyzer: FaceAnalyzer) -> FaceAnalyzer.Face? {
                    analyzer.faces(in: frame).max { $0.detection.box.area < $1.detection.box.area }
                }
                let face = middle(analyzer)
                return Probe(person: person, face: face, isRefused: middle(gated)?.embedding == nil)
            }
        }
        var levels: [Level] = []
        let asTheyAre = look { $0 }
        let steps = 5 + 5 + 6
        for factor in [0.5, 0.35, 0.25, 0.18, 0.12] {
            progress(levels.count, steps)
            levels.append(
                level("side, px", "\((factor * 100).short) % of the size", look { $0.shrunk(to: factor) }) {
                    min($0.detection.box.width, $0.detection.box.height)
                }
            )
        }
        for radius in [1, 2, 4, 6, 9] {
            progress(levels.count, steps)
            levels.append(
                level("sharpness", "blurred by \(2 * radius + 1) px", look { $0.blurred(by: radius) }) {
                    // Back from the share to the variance.
                    let share = $0.quality?.sharpness ?? 0
                    return 100 * share / max(1 - share, 1e-6)
                }
            )
        }
        for factor in [0.3, 0.15, 0.07, 2.0, 4, 8] {
            progress(levels.count, steps)
            levels.append(
                level("light", "\(factor.short) times as bright", look { $0.lit(by: factor) }) {
                    $0.quality?.light ?? 0
                }
            )
        }
        for (low, high) in [(0, 15), (15, 30), (30, 45), (45, 90)] as [(Float, Float)] {
            let turned = asTheyAre.filter { probe in
                guard let pose = probe.face?.quality?.pose else { return false }
                return (low..<high).contains(max(abs(pose.yaw), abs(pose.pitch)))
            }
            levels.append(
                level("turn, degrees", "\(Int(low)) to \(Int(high))", turned) {
                    max(abs($0.quality?.pose.yaw ?? 0), abs($0.quality?.pose.pitch ?? 0))
                }
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

// What makes good pictures bad.
extension Frame {
    fileprivate func shrunk(to factor: Double) -> Frame {
        let (newWidth, newHeight) = (
            max(8, Int(Double(width) * factor)), max(8, Int(Double(height) * factor))
        )
        var pixels: [UInt8] = []
        for y in 0..<newHeight {
            for x in 0..<newWidth {
                let columns = x * width / newWidth..<max(x * width / newWidth + 1, (x + 1) * width / newWidth)
                let rows =
                    y * height / newHeight..<max(y * height / newHeight + 1, (y + 1) * height / newHeight)
                for c in 0..<3 { pixels.append(mean(columns, rows, c)) }
            }
        }
        return Frame(pixels: pixels, width: newWidth, height: newHeight)
    }

    fileprivate func blurred(by radius: Int) -> Frame {
        var result = self
        // First along the lines, then along the columns.
        for (across, down) in [(radius, 0), (0, radius)] {
            var pixels: [UInt8] = []
            pixels.reserveCapacity(width * height * 3)
            for y in 0..<height {
                for x in 0..<width {
                    let columns = max(0, x - across)..<min(width, x + across + 1)
                    let rows = max(0, y - down)..<min(height, y + down + 1)
                    for c in 0..<3 { pixels.append(result.mean(columns, rows, c)) }
                }
            }
            result = Frame(pixels: pixels, width: width, height: height)
        }
        return result
    }

    private func mean(_ columns: Range<Int>, _ rows: Range<Int>, _ c: Int) -> UInt8 {
        var sum = 0
        for y in rows { for x in columns { sum += Int(pixels[(y * width + x) * 3 + c]) } }
        return UInt8(sum / (columns.count * rows.count))
    }

    fileprivate func lit(by factor: Double) -> Frame {
        Frame(
            pixels: pixels.map { UInt8(max(0, min(255, (Double($0) * factor).rounded()))) },
            width: width,
            height: height
        )
    }
}
