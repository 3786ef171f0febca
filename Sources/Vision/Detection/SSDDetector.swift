public import FaceTypes
public import Inference
public import Kernels
import Synchronization

/// Finds faces with OpenCV's res10 SSD.
public final class SSDDetector: FaceDetector {
    /// How the network wants its pixels.
    public static let input = NetworkInput.res10
    /// The graph's outputs that tell how well it is computed: locations, and confidences.
    public static let rawOutputs = ["mbox_loc", "mbox_conf_flatten"]
    /// The output that detections are read from.
    public static let output = "detection_out"

    /// What it computes with.
    public let network: Network
    private let resizer: Mutex<Resizer>

    /// Plans the network.
    ///
    /// - Parameters:
    ///   - graph: res10, with an output `detection_out`.
    ///   - options: how it is computed.
    /// - Throws: `InferenceError` for a graph that is no such detector.
    public init(
        _ graph: Graph,
        _ options: PlanOptions
    ) throws(InferenceError) {
        let shape = graph.inputShape
        guard shape.rank == 4, shape.channels == 3 else {
            throw .badShape(
                node: "detector",
                input: [shape],
                problem: "a detector reads [1, 3, height, width]"
            )
        }
        network = try Network(Self.input.folded(into: graph), outputs: [Self.output], options)
        resizer = Mutex(Resizer(width: shape.spatial.width, height: shape.spatial.height))
    }

    /// Finds the faces in a frame; allocates nothing once `found` has grown.
    public func detect(in frame: Frame, confidence: Float, into found: inout [Detection]) {
        detect(width: frame.width, height: frame.height, confidence, into: &found) { $0.resize(frame) }
    }

    /// The same with a camera's picture, of which only the rows that matter become RGB.
    public func detect(in picture: borrowing PictureBytes, confidence: Float, into found: inout [Detection]) {
        detect(width: picture.width, height: picture.height, confidence, into: &found) { $0.resize(picture) }
    }

    /// Finds the faces in a part of a frame, and adds them to what was found.
    public func detect(in frame: Frame, tile: Tile, confidence: Float, into found: inout [Detection]) {
        precondition(
            tile.x >= 0 && tile.y >= 0 && tile.x + tile.width <= frame.width
                && tile.y + tile.height <= frame.height,
            "\(tile) of \(frame.width)x\(frame.height)"
        )
        let before = found.count
        read(width: tile.width, height: tile.height, confidence, into: &found) { resizer in
            resizer.resize(frame, tile)
        }
        for index in (before..<found.count).reversed() {
            let box = found[index].box
            let moved = Box(
                x: box.x + Float(tile.x),
                y: box.y + Float(tile.y),
                width: box.width,
                height: box.height
            )
            found[index] = found[index].mapped(box: moved) { point in
                Point(x: point.x + Float(tile.x), y: point.y + Float(tile.y))
            }
            if tile.cuts(moved, frameWidth: frame.width, frameHeight: frame.height) {
                found.remove(at: index)
            }
        }
    }

    private func detect(
        width: Int,
        height: Int,
        _ confidence: Float,
        into found: inout [Detection],
        resize: (inout Resizer) -> Void
    ) {
        found.removeAll(keepingCapacity: true)
        read(width: width, height: height, confidence, into: &found, resize: resize)
    }

    private func read(
        width: Int,
        height: Int,
        _ confidence: Float,
        into found: inout [Detection],
        resize: (inout Resizer) -> Void
    ) {
        network.run { input in
            resizer.withLock { resizer in
                resize(&resizer)
                Self.input.plain.fill(&input, from: resizer.pixels)
            }
        } reading: { outputs in
            outputs.withValues(of: Self.output) { rows in
                Self.read(rows, confidence, width: Float(width), height: Float(height), into: &found)
            }
        }
    }

    /// Returns a frame in the size that the network reads.
    public func reduced(_ frame: Frame) -> Frame {
        resizer.withLock { resizer in
            resizer.resize(frame)
            return resizer.frame
        }
    }

    /// Reads rows of `[image, class, confidence, left, top, right, bottom]`, which end at a confidence of 0.
    private static func read(
        _ rows: Span<Float>,
        _ confidence: Float,
        width: Float,
        height: Float,
        into found: inout [Detection]
    ) {
        for row in 0..<rows.count / 7 {
            let score = rows[row * 7 + 2]
            guard score > 0, score >= confidence else { break }
            let left = rows[row * 7 + 3] * width
            let top = rows[row * 7 + 4] * height
            let box = Box(
                x: left,
                y: top,
                width: rows[row * 7 + 5] * width - left,
                height: rows[row * 7 + 6] * height - top
            )
            guard box.x.isFinite, box.y.isFinite, box.width.isFinite, box.height.isFinite else { continue }
            found.append(Detection(box: box, confidence: score))
        }
    }
}
