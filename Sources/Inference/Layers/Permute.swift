import Kernels

/// Reorders the axes: output axis i is input axis order[i].
public struct Permute: LayerOperation {
    /// The input's axes.
    public var order: [Int]

    /// Makes an operation.
    public init(order: [Int]) { self.order = order }

    var name: String { "permute" }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        let rank = inputs.first.rank
        try inputs.require(rank <= 4, "more than four axes")
        try inputs.require(order.sorted() == Array(0..<rank), "order \(order)")
        return try inputs.shape(order.map { inputs.first.extents[$0] })
    }

    func layer(_ context: LayerContext) -> any Layer { PermuteLayer(context, order: order) }

    func lower(_ value: Graph.Value, in planner: inout Planner) {
        if order == [0, 2, 3, 1], planner.inputOrder(of: value) == .interleaved {
            // A picture's pixels already stand in that order.
            planner.place(value, asInputIn: .interleaved)
        } else {
            planner.add(value, .planar) { layer($0) }
        }
    }
}

/// Reorders axes.
struct PermuteLayer: Layer {
    let context: LayerContext
    /// For each output axis, how far apart its steps are in the input.
    private let strides: [Int]
    private let extents: [Int]

    init(_ context: LayerContext, order: [Int]) {
        self.context = context
        let input = context.input.shape.extents
        var inputStrides = [Int](repeating: 1, count: input.count)
        for axis in input.indices.dropLast().reversed() {
            inputStrides[axis] = inputStrides[axis + 1] * input[axis + 1]
        }
        // Four axes, so that the loops below are fixed; missing ones have one step.
        let missing = 4 - order.count
        strides = [Int](repeating: 0, count: missing) + order.map { inputStrides[$0] }
        extents = [Int](repeating: 1, count: missing) + context.output.shape.extents
    }

    func run() {
        var target = unsafe context.output.pointer
        for a in 0..<extents[0] {
            for b in 0..<extents[1] {
                for c in 0..<extents[2] {
                    var source =
                        unsafe context.input.pointer + a * strides[0] + b * strides[1] + c * strides[2]
                    for _ in 0..<extents[3] {
                        unsafe target.pointee = source.pointee
                        unsafe target += 1
                        unsafe source += strides[3]
                    }
                }
            }
        }
    }
}
