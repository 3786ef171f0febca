public import FaceTypes
public import Inference
public import Kernels
import Synchronization

/// Finds faces with OpenCV's res10 SSD.
public final class FaceDetector: Sendable {
    /// Detections below this are not returned unless asked for; what OpenCV's samples use.
    public static let defaultConfidence: Float = 0.5

    private let network: Network
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
        network = try Network(
            Self.readingBytes(graph),
            outputs: ["detection_out"],
            options
        )
        resizer = Mutex(Resizer(width: shape.spatial.width, height: shape.spatial.height))
    }

    /// Finds the faces in a frame, most confident first; boxes may reach past its edges.
    ///
    /// - Parameters:
    ///   - frame: the picture.
    ///   - confidence: the least confidence of a detection, in `0...1`.
    /// - Returns: the detections.
    public func detect(in frame: Frame, confidence: Float = FaceDetector.defaultConfidence) -> [Detection] {
        var found: [Detection] = []
        detect(in: frame, confidence: confidence, into: &found)
        return found
    }

    /// Finds the faces in a frame as `detect(in:confidence:)` does; allocates nothing once `found` has grown.
    ///
    /// - Parameters:
    ///   - frame: the picture.
    ///   - confidence: the least confidence of a detection, in `0...1`.
    ///   - found: gets the detections, in place of what it held.
    public func detect(in frame: Frame, confidence: Float, into found: inout [Detection]) {
        detect(width: frame.width, height: frame.height, confidence, into: &found) { $0.resize(frame) }
    }

    /// The same with a camera's picture, of which only the rows that matter become RGB.
    public func detect(in picture: borrowing PictureBytes, confidence: Float, into found: inout [Detection]) {
        detect(width: picture.width, height: picture.height, confidence, into: &found) { $0.resize(picture) }
    }

    /// Finds the faces in a part of a frame, and adds them to what was found.
    ///
    /// - Parameters:
    ///   - frame: the picture.
    ///   - tile: the part of it, which must lie inside.
    ///   - confidence: the least confidence of a detection, in `0...1`.
    ///   - found: gets the detections, in the frame's pixels; those that the tile's edges cut are left out.
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
            found[index] = Detection(box: moved, confidence: found[index].confidence)
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
                NetworkInput.res10.plain.fill(&input, from: resizer.pixels)
            }
        } reading: { outputs in
            outputs.withValues(of: "detection_out") { rows in
                Self.read(rows, confidence, width: Float(width), height: Float(height), into: &found)
            }
        }
    }

    /// Returns a frame in the size that the network reads.
    public func input(of frame: Frame) -> Frame {
        resizer.withLock { resizer in
            resizer.resize(frame)
            return resizer.frame
        }
    }

    /// Returns what the network reads of a frame.
    public func networkInput(of frame: Frame) -> [Float] {
        resizer.withLock { resizer in
            resizer.resize(frame)
            return NetworkInput.res10.plain.values(of: resizer.pixels)
        }
    }

    /// The network that reads what `networkInput` returns.
    public static func readingBytes(_ graph: Graph) throws(InferenceError) -> Graph {
        try NetworkInput.res10.folded(into: graph)
    }

    /// The graph's outputs that tell how well it is computed: locations, and confidences.
    public static let rawOutputs = ["mbox_loc", "mbox_conf_flatten"]

    /// Runs the network alone, on whatever picture was looked at last.
    public func runNetwork() { network.run(filling: { _ in }, reading: { _ in }) }

    /// Times each layer, on whatever picture was looked at last.
    public func timedRuns(_ count: Int) -> [Network.LayerTiming] { network.timedRuns(count) }

    /// Bytes of memory that the network's values take.
    public var arenaBytes: Int { network.arenaBytes }

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
