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
        try inputs.require(rank <= 8, "more than eight axes")
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
        strides = order.map { inputStrides[$0] }
        extents = context.output.shape.extents
    }

    func run() {
        var target = unsafe context.output.pointer
        unsafe copy(axis: 0, from: context.input.pointer, to: &target)
    }

    private func copy(
        axis: Int,
        from source: UnsafeMutablePointer<Float>,
        to target: inout UnsafeMutablePointer<Float>
    ) {
        guard axis < extents.count - 1 else {
            for i in 0..<(extents.last ?? 1) {
                unsafe target.pointee = source[i * (strides.last ?? 1)]
                unsafe target += 1
            }
            return
        }
        for i in 0..<extents[axis] {
            unsafe copy(axis: axis + 1, from: source + i * strides[axis], to: &target)
        }
    }
}
