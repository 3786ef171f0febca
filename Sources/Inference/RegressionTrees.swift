/// A cascade of regression trees that moves points onto a face: dlib's shape predictor.
///
/// Method: Kazemi and Sullivan, "One Millisecond Face Alignment with an Ensemble of Regression Trees", 2014.
public struct RegressionTrees: Sendable {
    /// One decision: go left if the difference of two feature pixels is above the threshold.
    public struct Split: Sendable, Hashable {
        /// The pixel that is subtracted from.
        public let first: Int32
        /// The pixel that is subtracted.
        public let second: Int32
        /// The threshold, in gray levels.
        public let threshold: Float

        /// Makes a split.
        public init(first: Int32, second: Int32, threshold: Float) {
            (self.first, self.second, self.threshold) = (first, second, threshold)
        }
    }

    /// One stage of the cascade.
    public struct Stage: Sendable {
        /// For each feature pixel, the point that it is placed from.
        public let anchors: [Int32]
        /// For each feature pixel, its offset from that point, x then y, in shares of the box.
        public let deltas: [Float]
        /// The splits of all trees, one tree after the other: `[trees][2^depth - 1]`.
        public let splits: [Split]
        /// The leaves of all trees: `[trees][2^depth][points][2]`, in shares of the box.
        public let leaves: [Float]

        /// Makes a stage.
        public init(anchors: [Int32], deltas: [Float], splits: [Split], leaves: [Float]) {
            (self.anchors, self.deltas, self.splits, self.leaves) = (anchors, deltas, splits, leaves)
        }
    }

    /// How many points.
    public let points: Int
    /// How many leaves a tree has: a power of two, splits are one fewer.
    public let leavesPerTree: Int
    /// The mean shape, x and y of each point in shares of the box.
    public let initialShape: [Float]
    /// The stages in order.
    public let stages: [Stage]

    /// Checks the parts against each other; nil where an index points outside or a size does not fit.
    public init?(initialShape: [Float], leavesPerTree: Int, stages: [Stage]) {
        let points = initialShape.count / 2
        guard points >= 2, initialShape.count == points * 2, leavesPerTree >= 1,
            leavesPerTree.nonzeroBitCount == 1
        else { return nil }
        for stage in stages {
            let pixels = stage.anchors.count
            let splits = leavesPerTree - 1
            let trees = leavesPerTree > 1 ? stage.splits.count / splits : 0
            guard stage.deltas.count == pixels * 2,
                stage.splits.count == trees * splits,
                stage.leaves.count == trees * leavesPerTree * initialShape.count,
                stage.anchors.allSatisfy({ (0..<points).contains(Int($0)) }),
                stage.splits.allSatisfy({
                    (0..<pixels).contains(Int($0.first)) && (0..<pixels).contains(Int($0.second))
                })
            else { return nil }
        }
        (self.points, self.leavesPerTree, self.initialShape) = (points, leavesPerTree, initialShape)
        self.stages = stages
    }
}
