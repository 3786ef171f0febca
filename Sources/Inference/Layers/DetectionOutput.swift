import Glibc
import Kernels

/// SSD's last layer, for boxes coded as center and size that all classes share: inputs are locations, confidences and
/// priors.
public struct DetectionOutput: LayerOperation, Hashable {
    /// How many classes, the background included.
    public var classes: Int
    /// Which class is the background.
    public var background: Int
    /// Boxes at or below this confidence are not looked at.
    public var confidenceThreshold: Float
    /// How many boxes a class keeps before non-maximum suppression.
    public var topK: Int
    /// Boxes that overlap a better one by more than this IoU go.
    public var nmsThreshold: Float
    /// How many boxes are kept in the end; also the number of rows of the output.
    public var keepTopK: Int

    /// Makes parameters.
    public init(
        classes: Int,
        background: Int,
        confidenceThreshold: Float,
        topK: Int,
        nmsThreshold: Float,
        keepTopK: Int
    ) {
        (self.classes, self.background, self.confidenceThreshold) = (classes, background, confidenceThreshold)
        (self.topK, self.nmsThreshold, self.keepTopK) = (topK, nmsThreshold, keepTopK)
    }

    var name: String { "detection-output" }
    var inputCount: Int? { 3 }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        try inputs.require(classes >= 2 && classes <= 4096, "\(classes) classes")
        try inputs.require((0..<classes).contains(background), "background class")
        try inputs.require(keepTopK >= 1 && keepTopK <= 65536, "keep_top_k \(keepTopK)")
        try inputs.require(topK >= 1, "top_k \(topK)")
        try inputs.require(confidenceThreshold >= 0, "confidence threshold \(confidenceThreshold)")
        let counts = inputs.all.map(\.count)
        let priors = counts[0] / 4
        try inputs.require(
            counts == [priors * 4, priors * classes, priors * 8],
            "\(counts[0]) locations, \(counts[1]) confidences and \(counts[2]) prior numbers do not belong together"
        )
        return try inputs.shape([1, 1, keepTopK, 7])
    }

    func layer(_ context: LayerContext) -> any Layer { DetectionOutputLayer(context, parameters: self) }
}

/// SSD's last layer: decodes boxes, suppresses overlapping ones, and writes the best as rows of
/// `[image, class, confidence, left, top, right, bottom]`, positions in shares of the picture; zero rows follow.
///
/// Source: Caffe SSD's detection_output_layer.cpp and bbox_util.cpp.
final class DetectionOutputLayer: Layer {
    private struct Candidate {
        var confidence: Float
        var prior: Int
        var label: Int
        /// Left, top, right and bottom, in shares of the picture.
        var box: [4 of Float]
    }

    private let context: LayerContext
    private let parameters: DetectionOutput
    // Kept from run to run, so that a run allocates nothing once they have grown.
    private var candidates: [UInt64] = []
    private var kept: [Candidate] = []
    private var histogram = [Int32](repeating: 0, count: 1 << 12)
    /// The kept boxes of one label: all lefts, then all tops, rights and bottoms, `mostKept` each.
    private let corners: AlignedBuffer
    private let mostKept: Int

    init(_ context: LayerContext, parameters: DetectionOutput) {
        self.context = context
        self.parameters = parameters
        mostKept = max(1, min(parameters.topK, context.inputs[1].count / parameters.classes))
        corners = AlignedBuffer(count: 4 * mostKept)
    }

    func run() {
        // Taken out for the run: a class's own arrays are checked for exclusive use at every access.
        var kept = kept
        var candidates = candidates
        self.kept = []
        self.candidates = []
        defer { (self.kept, self.candidates) = (kept, candidates) }
        kept.removeAll(keepingCapacity: true)
        for label in 0..<parameters.classes where label != parameters.background {
            keepBest(of: label, &candidates, &kept)
        }
        // Equal confidences keep the order of the priors, as in Caffe, whose sort is stable. One label's are in order.
        if let first = kept.first, let last = kept.last, first.label != last.label {
            Self.sort(&kept) { ($0.confidence, $1.label, $1.prior) > ($1.confidence, $0.label, $0.prior) }
        }
        if kept.count > parameters.keepTopK { kept.removeLast(kept.count - parameters.keepTopK) }

        let output = unsafe context.output.values
        unsafe output.update(repeating: 0)
        for (row, candidate) in kept.enumerated() {
            let first = row * 7
            unsafe output[first + 1] = Float(candidate.label)
            unsafe output[first + 2] = candidate.confidence
            unsafe output[first + 3] = candidate.box[0]
            unsafe output[first + 4] = candidate.box[1]
            unsafe output[first + 5] = candidate.box[2]
            unsafe output[first + 6] = candidate.box[3]
        }
    }

    private func keepBest(of label: Int, _ candidates: inout [UInt64], _ kept: inout [Candidate]) {
        let confidences = unsafe context.inputs[1].pointer
        let classes = parameters.classes
        let threshold = parameters.confidenceThreshold
        candidates.removeAll(keepingCapacity: true)
        for prior in 0..<context.inputs[1].count / classes {
            let confidence = unsafe confidences[prior * classes + label]
            // A confidence that is no number fails this test too, so sorting is safe.
            if confidence > threshold {
                candidates.append(UInt64(confidence.bitPattern) << 32 | UInt64(~UInt32(prior)))
            }
        }
        if candidates.count > parameters.topK { dropWeak(&candidates) }
        // One number for both: positive floats are ordered as their bits are, and the earlier prior comes first.
        Self.sort(&candidates) { $0 > $1 }
        let first = kept.count
        let locations = unsafe context.inputs[0].pointer
        let priors = unsafe context.inputs[2].pointer
        let variances = unsafe priors + context.inputs[2].count / 2
        for key in candidates.prefix(parameters.topK) {
            let prior = Int(~UInt32(truncatingIfNeeded: key))
            let box = unsafe Self.decoded(locations + prior * 4, priors + prior * 4, variances + prior * 4)
            let count = kept.count - first
            let isCovered = unsafe context.kernels.overlaps(
                box,
                count: count,
                corners.pointer,
                stride: mostKept,
                above: parameters.nmsThreshold
            )
            if isCovered { continue }
            for i in 0..<4 { unsafe corners.pointer[i * mostKept + count] = box[i] }
            let confidence = Float(bitPattern: UInt32(key >> 32))
            kept.append(Candidate(confidence: confidence, prior: prior, label: label, box: box))
        }
    }

    /// Sorts by heap sort: the library's sort allocates.
    ///
    /// No two elements are equal, so that their order is defined.
    private static func sort<Element>(_ elements: inout [Element], by comesFirst: (Element, Element) -> Bool)
    {
        /// Lets an element sink below those that come after it in the heap of the first `count`.
        func sink(from start: Int, _ count: Int) {
            var parent = start
            while 2 * parent + 1 < count {
                var child = 2 * parent + 1
                if child + 1 < count, comesFirst(elements[child], elements[child + 1]) { child += 1 }
                guard comesFirst(elements[parent], elements[child]) else { return }
                elements.swapAt(parent, child)
                parent = child
            }
        }
        for start in stride(from: elements.count / 2 - 1, through: 0, by: -1) {
            sink(from: start, elements.count)
        }
        for end in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(0, end)
            sink(from: 0, end)
        }
    }

    /// Drops candidates that are surely not among the `topK` best, so that few need to be sorted.
    private func dropWeak(_ candidates: inout [UInt64]) {
        // Counted by the upper bits of their confidences.
        let shift = 52
        var histogram = histogram
        self.histogram = []
        defer { self.histogram = histogram }
        for bin in histogram.indices { histogram[bin] = 0 }
        for key in candidates { histogram[Int(truncatingIfNeeded: key >> shift)] += 1 }
        var bin = histogram.count - 1
        var above = Int(histogram[bin])
        while above < parameters.topK, bin > 0 {
            bin -= 1
            above += Int(histogram[bin])
        }
        candidates.removeAll { Int(truncatingIfNeeded: $0 >> shift) < bin }
    }

    /// Decodes one box from center and size offsets.
    private static func decoded(
        _ location: UnsafePointer<Float>,
        _ prior: UnsafePointer<Float>,
        _ variance: UnsafePointer<Float>
    ) -> [4 of Float] {
        let width = unsafe prior[2] - prior[0]
        let height = unsafe prior[3] - prior[1]
        let centerX = unsafe variance[0] * location[0] * width + (prior[0] + prior[2]) / 2
        let centerY = unsafe variance[1] * location[1] * height + (prior[1] + prior[3]) / 2
        let halfWidth = unsafe expf(variance[2] * location[2]) * width / 2
        let halfHeight = unsafe expf(variance[3] * location[3]) * height / 2
        return [centerX - halfWidth, centerY - halfHeight, centerX + halfWidth, centerY + halfHeight]
    }
}
