public import Inference

/// Reads dlib's shape predictor.
public enum DlibImporter {
    /// Reads the cascade of trees of a `shape_predictor_*.dat`.
    ///
    /// - Throws: `ImportError` where the file is damaged, or its parts do not belong together.
    public static func regressionTrees(_ file: ModelFile) throws(ImportError) -> RegressionTrees {
        var reader = DlibReader(file)
        let version = try reader.integer("the version")
        guard version == 1 else {
            throw reader.bytes.error("a shape predictor of version \(version), not 1", at: 0)
        }
        let initialShape = try reader.column(rows: nil, "the initial shape")
        let cascades = try reader.count("cascades", bytesEach: 2)
        var forests: [Forest] = []
        for index in 0..<cascades {
            forests.append(try forest(&reader, points: initialShape.count, what: "cascade \(index + 1)"))
        }
        let anchors = try perCascade(&reader, cascades, "anchors") { (reader) throws(ImportError) in
            try list(&reader, "anchors") { (reader) throws(ImportError) in
                Int32(clamping: try reader.integer("an anchor"))
            }
        }
        let deltas = try perCascade(&reader, cascades, "deltas") { (reader) throws(ImportError) in
            try list(&reader, "deltas") { (reader) throws(ImportError) in
                [try reader.float("a delta"), try reader.float("a delta")]
            }.flatMap { $0 }
        }
        guard reader.bytes.isAtEnd else {
            throw reader.bytes.error("\(reader.bytes.remaining) bytes too many")
        }

        let leaves = forests.first?.leavesPerTree ?? 1
        let stages = forests.indices.map { index in
            RegressionTrees.Stage(
                anchors: anchors[index],
                deltas: deltas[index],
                splits: forests[index].splits,
                leaves: forests[index].leaves
            )
        }
        guard forests.allSatisfy({ $0.leavesPerTree == leaves }),
            let trees = RegressionTrees(initialShape: initialShape, leavesPerTree: leaves, stages: stages)
        else { throw reader.bytes.error("its trees, pixels and points do not belong together") }
        return trees
    }

    private struct Forest {
        var splits: [RegressionTrees.Split] = []
        var leaves: [Float] = []
        var leavesPerTree = 0
    }

    private static func forest(_ reader: inout DlibReader, points: Int, what: String) throws(ImportError)
        -> Forest
    {
        var forest = Forest()
        let trees = try reader.count("trees of \(what)", bytesEach: 4)
        for tree in 0..<trees {
            let start = reader.bytes.offset
            let splits = try reader.count("splits of \(what)", bytesEach: 8)
            for _ in 0..<splits {
                forest.splits.append(
                    RegressionTrees.Split(
                        first: Int32(clamping: try reader.integer("a split's first pixel")),
                        second: Int32(clamping: try reader.integer("a split's second pixel")),
                        threshold: try reader.float("a split's threshold")
                    )
                )
            }
            let leaves = try reader.count("leaves of \(what)", bytesEach: 4)
            if tree == 0 { forest.leavesPerTree = leaves }
            guard leaves == forest.leavesPerTree, splits == leaves - 1, leaves.nonzeroBitCount == 1 else {
                throw reader.bytes.error("a tree of \(splits) splits and \(leaves) leaves", at: start)
            }
            for _ in 0..<leaves { forest.leaves += try reader.column(rows: points, "a leaf of \(what)") }
        }
        return forest
    }

    private static func perCascade<Item>(
        _ reader: inout DlibReader,
        _ cascades: Int,
        _ what: String,
        _ item: (inout DlibReader) throws(ImportError) -> Item
    ) throws(ImportError) -> [Item] {
        let items = try list(&reader, what, item)
        guard items.count == cascades else {
            throw reader.bytes.error("\(what) for \(items.count) cascades, there are \(cascades)")
        }
        return items
    }

    private static func list<Item>(
        _ reader: inout DlibReader,
        _ what: String,
        _ item: (inout DlibReader) throws(ImportError) -> Item
    ) throws(ImportError) -> [Item] {
        var items: [Item] = []
        for _ in 0..<(try reader.count(what, bytesEach: 2)) { items.append(try item(&reader)) }
        return items
    }
}
