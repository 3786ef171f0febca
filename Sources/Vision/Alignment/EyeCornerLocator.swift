public import FaceTypes
public import Inference

/// Places dlib's five points on a face.
///
/// Source: dlib's shape_predictor.h; the result equals its own after rounding to whole pixels.
public struct EyeCornerLocator: Sendable {
    /// A rectangle of whole pixels as dlib means it: right and bottom belong to it.
    public struct Rectangle: Sendable, Hashable {
        /// The left column.
        public var left: Int
        /// The top row.
        public var top: Int
        /// The last column.
        public var right: Int
        /// The last row.
        public var bottom: Int

        /// Makes a rectangle.
        public init(left: Int, top: Int, right: Int, bottom: Int) {
            (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
        }
    }

    private let trees: RegressionTrees

    /// Makes a locator; nil for trees that do not place five points.
    public init?(_ trees: RegressionTrees) {
        guard trees.points == 5 else { return nil }
        self.trees = trees
    }

    /// Memory that is used again from face to face.
    struct Workspace: Sendable {
        fileprivate var shape: [Float] = []
        /// The gray levels of a stage's feature pixels.
        fileprivate var values: [Float] = []
    }

    /// Places the points in a rectangle of a frame.
    ///
    /// They may lie outside of both.
    public func locate(in frame: Frame, rectangle: Rectangle) -> EyeCorners {
        var workspace = Workspace()
        return locate(in: frame, rectangle: rectangle, &workspace)
    }

    func locate(in frame: Frame, rectangle: Rectangle, _ workspace: inout Workspace) -> EyeCorners {
        let left = Double(rectangle.left)
        let top = Double(rectangle.top)
        let width = Double(rectangle.right - rectangle.left)
        let height = Double(rectangle.bottom - rectangle.top)
        workspace.shape.removeAll(keepingCapacity: true)
        workspace.shape.append(contentsOf: trees.initialShape)
        for stage in trees.stages {
            let turn = rotation(from: trees.initialShape, to: workspace.shape)
            workspace.values.removeAll(keepingCapacity: true)
            for (pixel, anchor) in stage.anchors.enumerated() {
                let dx = stage.deltas[2 * pixel]
                let dy = stage.deltas[2 * pixel + 1]
                let x = turn.cosine * dx - turn.sine * dy + workspace.shape[2 * Int(anchor)]
                let y = turn.sine * dx + turn.cosine * dy + workspace.shape[2 * Int(anchor) + 1]
                workspace.values.append(gray(frame, x: left + Double(x) * width, y: top + Double(y) * height))
            }
            add(stage, workspace.values, to: &workspace.shape)
        }
        return EyeCorners(
            [5 of Point] { i in
                Point(
                    x: Float(left + Double(workspace.shape[2 * i]) * width),
                    y: Float(top + Double(workspace.shape[2 * i + 1]) * height)
                )
            }
        )
    }

    /// Walks each tree of a stage to a leaf, and adds the leaf to the shape.
    private func add(_ stage: RegressionTrees.Stage, _ values: [Float], to shape: inout [Float]) {
        let splits = trees.leavesPerTree - 1
        guard splits > 0 else { return }
        for tree in 0..<stage.splits.count / splits {
            var node = 0
            while node < splits {
                let split = stage.splits[tree * splits + node]
                let goesLeft = values[Int(split.first)] - values[Int(split.second)] > split.threshold
                node = goesLeft ? 2 * node + 1 : 2 * node + 2
            }
            let leaf = (tree * trees.leavesPerTree + node - splits) * shape.count
            for i in shape.indices { shape[i] += stage.leaves[leaf + i] }
        }
    }

    /// The mean of the three colors at the nearest pixel, rounded down; 0 outside the frame.
    private func gray(_ frame: Frame, x: Double, y: Double) -> Float {
        let column = (x + 0.5).rounded(.down)
        let row = (y + 0.5).rounded(.down)
        guard column >= 0, row >= 0, column < Double(frame.width), row < Double(frame.height) else {
            return 0
        }
        let first = (Int(row) * frame.width + Int(column)) * 3
        return Float(
            (Int(frame.pixels[first]) + Int(frame.pixels[first + 1]) + Int(frame.pixels[first + 2])) / 3
        )
    }

    /// The rotation and scale, without the shift, that best takes one shape to another.
    ///
    /// In the plane, Umeyama's least squares (IEEE PAMI 13, 1991) needs no decomposition: with both shapes centered,
    /// scale times cosine is the sum of inner products over the sum of squares, and sine the same with cross products.
    private func rotation(from source: [Float], to target: [Float]) -> (cosine: Float, sine: Float) {
        func center(_ shape: [Float]) -> (Double, Double) {
            var sum = (0.0, 0.0)
            for i in 0..<trees.points {
                sum.0 += Double(shape[2 * i])
                sum.1 += Double(shape[2 * i + 1])
            }
            return (sum.0 / Double(trees.points), sum.1 / Double(trees.points))
        }
        let from = center(source)
        let to = center(target)
        var inner = 0.0
        var cross = 0.0
        var square = 0.0
        for i in 0..<trees.points {
            let (px, py) = (Double(source[2 * i]) - from.0, Double(source[2 * i + 1]) - from.1)
            let (qx, qy) = (Double(target[2 * i]) - to.0, Double(target[2 * i + 1]) - to.1)
            inner += px * qx + py * qy
            cross += px * qy - py * qx
            square += px * px + py * py
        }
        guard square > 0 else { return (1, 0) }
        return (Float(inner / square), Float(cross / square))
    }
}
