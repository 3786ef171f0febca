import Capture
import FaceTypes
import Files
import Gallery
import Inference
public import Recognition
import Text
import Vision

/// Compares what each precision finds with what fp32 finds: faces, boxes, embeddings, and who is the same
/// person.
public struct PrecisionCheck {
    private let models: ModelSet
    private let settings: Settings
    /// Gets a line for people as soon as something is known.
    private let report: (String) -> Void

    /// Compares precisions.
    ///
    /// - Parameters:
    ///   - models: the networks.
    ///   - settings: on how many threads.
    ///   - report: gets a line for people as soon as something is known.
    public init(_ models: ModelSet, _ settings: Settings, report: @escaping (String) -> Void) {
        (self.models, self.settings, self.report) = (models, settings, report)
    }

    /// What lower precision may change at most.
    private enum Limit {
        static let sameFaces = 0.995
        static let meanIoU = 0.97
        static let meanCosine = 0.995
        static let leastCosine = 0.98
        /// In points of accuracy.
        static let accuracyLoss = 0.3
    }

    /// One precision's networks, and what was seen of them.
    private final class Candidate {
        let precision: Precision
        let detector: any FaceDetector
        let recognizer: Recognizer
        var embedder: FaceEmbedder { recognizer.models[0].embedder }
        var pictures = 0
        var sameFaces = 0
        var overlaps: [Double] = []
        var cosines: [Double] = []
        /// The embedding of each picture's surest face, by path.
        var embeddings: [String: Embedding] = [:]

        init(_ precision: Precision, _ check: PrecisionCheck) throws {
            self.precision = precision
            var settings = check.settings
            settings.precision = precision
            let analyzer = try check.models.analyzer(settings.engine, settings)
            detector = analyzer.detector
            recognizer = analyzer.recognizer
        }
    }

    /// Reports how far each precision is from fp32.
    ///
    /// - Parameters:
    ///   - demo: the folder of the demo's pictures.
    ///   - eval: a folder of more pictures, and of pairs of one or two persons.
    /// - Returns: whether all are near enough.
    /// - Throws: `CaptureError` of a picture, or `RecognitionError`.
    public func run(demo: String, eval: String?) throws -> Bool {
        let exact = try Candidate(.fp32, self)
        let others = try [Precision.bf16, .int8, .auto].map { try Candidate($0, self) }
        let more = eval.map(pictures(in:)) ?? []
        if let eval, more.isEmpty {
            throw CaptureError.unsupported(eval, problem: "there are no pictures in it")
        }
        for path in pictures(in: demo) + more {
            let frame = try Picture.read(path)
            let faces = exact.detector.detect(in: frame)
            let crops = faces.compactMap { exact.recognizer.crop(of: $0, among: faces, in: frame) }
            let embeddings = crops.map { exact.embedder.embed($0) }
            exact.embeddings[path] = embeddings.first ?? nil
            for other in others {
                let found = other.detector.detect(in: frame)
                compare(other, found, with: faces)
                for (crop, expected) in zip(crops, embeddings) {
                    guard let expected, let embedding = other.embedder.embed(crop) else { continue }
                    other.cosines.append(1 - Double(expected.squaredDistance(to: embedding)) / 2)
                }
                let crop = found.lazy.compactMap { other.recognizer.crop(of: $0, among: found, in: frame) }
                    .first
                other.embeddings[path] = crop.flatMap(other.embedder.embed)
            }
        }
        // Pictures of which nobody knows who is on them do, too.
        let labeled = eval.flatMap { try? LabeledPictures(of: $0) }
        let accuracy = Self.accuracy(exact, labeled)
        if let accuracy {
            report("fp32: accuracy on \(labeled?.pairs?.count ?? 0) pairs \(accuracy.short) %")
        }
        var isGood = true
        for other in others {
            let loss = Self.accuracy(other, labeled).flatMap { own in accuracy.map { $0 - own } }
            isGood = tell(other, loss) && isGood
        }
        return isGood
    }

    /// Counts whether a precision finds the same faces, and notes how well their boxes agree.
    private func compare(_ candidate: Candidate, _ found: [Detection], with faces: [Detection]) {
        candidate.pictures += 1
        let best = faces.map { face in
            found.map { Double($0.box.intersectionOverUnion(with: face.box)) }.max() ?? 0
        }
        let isSame = found.count == faces.count && best.allSatisfy { $0 > 0.5 }
        if isSame { candidate.sameFaces += 1 }
        candidate.overlaps += best.filter { $0 > 0.5 }
    }

    /// Reports a precision's results; false where they are too far off.
    private func tell(_ candidate: Candidate, _ loss: Double?) -> Bool {
        let same = Double(candidate.sameFaces) / Double(max(candidate.pictures, 1))
        let overlap = candidate.overlaps.reduce(0, +) / Double(max(candidate.overlaps.count, 1))
        let cosine = candidate.cosines.reduce(0, +) / Double(max(candidate.cosines.count, 1))
        let worst = candidate.cosines.min() ?? 1
        let isGood =
            same >= Limit.sameFaces && overlap >= Limit.meanIoU && cosine >= Limit.meanCosine
            && worst >= Limit.leastCosine && loss ?? 0 <= Limit.accuracyLoss
        var line =
            "\(candidate.precision.rawValue): same faces in \((same * 100).short) % of \(candidate.pictures) pictures, "
            + "mean IoU \(overlap.rounded(decimals: 5)), cosine of \(candidate.cosines.count) embeddings mean \(cosine.rounded(decimals: 5)) "
            + "least \(worst.rounded(decimals: 5))"
        if let loss {
            line +=
                loss == 0
                ? ", accuracy the same" : ", accuracy \(loss < 0 ? "+" : "-")\(abs(loss).short) points"
        }
        report("\(line)  \(isGood ? "good" : "TOO FAR OFF")")
        return isGood
    }

    /// All pictures of a folder and of its folders, in the order of their names.
    private func pictures(in folder: String) -> [String] {
        let names = (try? Folder.entries(of: folder)) ?? []
        return ([folder] + names.map { "\(folder)/\($0)" }).flatMap { (try? Picture.files(in: $0)) ?? [] }
    }

    /// The largest share of pairs, in percent, that one cut decides rightly; nil where no pairs are listed.
    ///
    /// A picture without a face is like nobody.
    private static func accuracy(_ candidate: Candidate, _ labeled: LabeledPictures?) -> Double? {
        guard let labeled, labeled.pairs != nil else { return nil }
        let embeddings = labeled.pictures.map { candidate.embeddings[$0.path] }
        return Verification(labeled, embeddings).accuracy.share * 100
    }
}
