public import FaceTypes
public import Inference
import Kernels
import Synchronization

/// Places the five landmarks of a face, and says how sure it is that there is one: MTCNN's third network.
///
/// Looks twice: at the square around the detector's box, then at the one that the first look corrects it to. Source:
/// Zhang et al., Joint Face Detection and Alignment using Multi-task Cascaded Convolutional Networks, 2016.
public final class LandmarkNetwork: Sendable {
    /// What the network reads.
    public static let input = NetworkInput.mtcnn
    /// The network's outputs: points, corrections of the square, probabilities.
    public static let outputs = ["landmarks", "box", "probability"]
    private static let side = 48

    /// A square of a frame, in pixels.
    private struct Square {
        var left: Double
        var top: Double
        var side: Double
    }

    /// The network that runs.
    public let network: Network
    private let pixels = Mutex([UInt8](repeating: 0, count: side * side * 3))

    /// Makes a network.
    ///
    /// - Parameters:
    ///   - graph: reads `[1, 3, 48, 48]`, and has the outputs.
    ///   - options: how it is run.
    /// - Throws: `InferenceError` for another graph.
    public init(_ graph: Graph, _ options: PlanOptions) throws(InferenceError) {
        guard graph.inputShape == Shape(1, 3, Self.side, Self.side) else {
            throw .badShape(
                node: "landmarks",
                input: [graph.inputShape],
                problem: "it must read [1, 3, 48, 48]"
            )
        }
        for (name, count) in zip(Self.outputs, [10, 4, 2]) {
            guard let output = graph.outputs[name] else { throw .unknownOutput(name) }
            guard graph.shape(of: output).count == count else {
                throw .badShape(
                    node: name,
                    input: [graph.shape(of: output)],
                    problem: "\(count) numbers are expected"
                )
            }
        }
        network = try Network(Self.input.folded(into: graph), outputs: Self.outputs, options)
    }

    /// Places the landmarks of a face.
    ///
    /// - Parameters:
    ///   - box: where the detector saw it.
    ///   - frame: the picture.
    /// - Returns: the points, in frame pixels, and the probability of a face, in `0...1`.
    public func locate(_ box: Box, in frame: Frame) -> (landmarks: Landmarks, probability: Float) {
        let first = Self.square(Double(box.x), Double(box.y), Double(box.width), Double(box.height))
        let (_, _, corrected) = look(at: first, in: frame)
        let (landmarks, probability, _) = look(at: corrected, in: frame)
        return (landmarks, probability)
    }

    /// What the network reads at its first look, as bytes of RGB.
    public func crop(_ box: Box, in frame: Frame) -> [UInt8] {
        var pixels = [UInt8](repeating: 0, count: Self.side * Self.side * 3)
        let square = Self.square(Double(box.x), Double(box.y), Double(box.width), Double(box.height))
        Self.cut(square, of: frame, into: &pixels)
        return pixels
    }

    /// The square around the middle of a rectangle, with its longer side.
    private static func square(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> Square {
        // Far outside of every picture, or of no size, a pixel more or less does not matter.
        func pixel(_ position: Double) -> Double { max(-1e6, min(1e6, position)) }
        let side = max(1, pixel(max(width, height)))
        return Square(
            left: pixel(x + width / 2) - side / 2,
            top: pixel(y + height / 2) - side / 2,
            side: side
        )
    }

    private func look(at square: Square, in frame: Frame) -> (Landmarks, Float, Square) {
        network.run { input in
            pixels.withLock { pixels in
                Self.cut(square, of: frame, into: &pixels)
                Self.input.plain.fill(&input, from: pixels)
            }
        } reading: { outputs in
            let landmarks = outputs.withValues(of: Self.outputs[0]) { shares in
                Landmarks(
                    [5 of Point] { i in
                        Point(
                            x: Float(square.left + Double(shares[i]) * square.side),
                            y: Float(square.top + Double(shares[5 + i]) * square.side)
                        )
                    }
                )
            }
            let corrected = outputs.withValues(of: Self.outputs[1]) { Self.corrected(square, by: $0) }
            let probability = outputs.withValues(of: Self.outputs[2]) { $0[1] }
            return (landmarks, probability.isFinite ? probability : 0, corrected)
        }
    }

    /// The square that the network says: each side is moved by a share of the side.
    private static func corrected(_ square: Square, by shares: Span<Float>) -> Square {
        for i in 0..<4 where !shares[i].isFinite { return square }
        let left = square.left + Double(shares[0]) * square.side
        let top = square.top + Double(shares[1]) * square.side
        let right = square.left + (1 + Double(shares[2])) * square.side
        let bottom = square.top + (1 + Double(shares[3])) * square.side
        let corrected = Self.square(left, top, right - left, bottom - top)
        // What is no face may say anything.
        return (0.5...2).contains(corrected.side / square.side) ? corrected : square
    }

    /// Cuts a square out of a frame; what lies outside is black.
    private static func cut(_ square: Square, of frame: Frame, into pixels: inout [UInt8]) {
        let scale = square.side / Double(side)
        KernelSet.current.warp(
            frame.pixels.span,
            width: frame.width,
            height: frame.height,
            inverse: AffineTransform(
                scale: scale,
                x: square.left + scale / 2 - 0.5,
                y: square.top + scale / 2 - 0.5
            ).coefficients,
            outWidth: side,
            outHeight: side,
            into: &pixels
        )
    }
}
