/// What one kind of layer computes: its parameters, what it makes of shapes, and how it is planned.
///
/// Each kind stands in a file of its own, with the layer that runs.
protocol LayerOperation: Sendable {
    /// The short name that plans and benchmarks print.
    var name: String { get }
    /// How many inputs it takes; nil where several are allowed.
    var inputCount: Int? { get }
    /// In which order it reads and writes numbers; nil for the order of its input.
    var channelOrder: ChannelOrder? { get }
    /// Whether it reads only how large its inputs are, so that it may run before they are computed, and once.
    var readsOnlyShapes: Bool { get }
    /// Whether it can leave gaps between the pixels that it writes.
    var leavesGaps: Bool { get }

    /// Whether it joins pictures along their channels, so that they can be written where they belong.
    func joinsChannels(into output: Shape) -> Bool

    /// Checks the parameters against the inputs, and finds the shape of the output.
    ///
    /// What comes out is safe to plan and to run: layers trust it.
    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape
    /// Multiplications with an addition that a run takes.
    func multiplyAdds(input: Shape, output: Shape) -> Int
    /// Makes the layer that runs; not for those with a `lower` of their own.
    func layer(_ context: LayerContext) -> any Layer
    /// Plans the steps that compute a value.
    func lower(_ value: Graph.Value, in planner: inout Planner)
}

// What most kinds are.
extension LayerOperation {
    var inputCount: Int? { 1 }
    var channelOrder: ChannelOrder? { .planar }
    var readsOnlyShapes: Bool { false }
    var leavesGaps: Bool { false }

    func joinsChannels(into output: Shape) -> Bool { false }

    func multiplyAdds(input: Shape, output: Shape) -> Int { 0 }

    func layer(_ context: LayerContext) -> any Layer {
        preconditionFailure("\(name) is planned without a layer of its own")
    }

    func lower(_ value: Graph.Value, in planner: inout Planner) {
        planner.add(value, channelOrder ?? planner.inputOrder(of: value)) { layer($0) }
    }
}

/// The shapes that a node reads, and how to refuse them.
struct InputShapes {
    /// At least one.
    let all: [Shape]
    /// The node's name, for errors.
    let node: String

    /// Checks how many there are.
    init(_ shapes: [Shape], of node: String, for operation: any LayerOperation) throws(InferenceError) {
        (all, self.node) = (shapes, node)
        guard !shapes.isEmpty else { throw .badShape(node: node, input: [], problem: "no input") }
        let expected = operation.inputCount ?? shapes.count
        try require(shapes.count == expected, "\(shapes.count) inputs for \(operation.name)")
    }

    /// The first.
    var first: Shape { all[0] }

    /// Refuses the shapes unless something holds.
    func require(_ holds: Bool, _ problem: @autoclosure () -> String) throws(InferenceError) {
        guard holds else { throw .badShape(node: node, input: all, problem: problem()) }
    }

    /// Refuses what has no channels, or is a batch of several.
    func requireChannels() throws(InferenceError) {
        try require(first.rank >= 2 && first.extents[0] == 1, "it must be [1, channels, ...]")
    }

    /// Makes a shape that is not too large.
    func shape(_ extents: [Int]) throws(InferenceError) -> Shape {
        guard let shape = Shape(checking: extents) else {
            throw .badShape(node: node, input: all, problem: "the output would be \(extents)")
        }
        return shape
    }
}
