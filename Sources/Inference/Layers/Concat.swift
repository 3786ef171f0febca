import Kernels

/// Joins its inputs along an axis.
public struct Concat: LayerOperation {
    /// The axis, from 0 on.
    public var axis: Int

    /// Makes an operation.
    public init(axis: Int) { self.axis = axis }

    var name: String { "concat" }
    var inputCount: Int? { nil }

    func joinsChannels(into output: Shape) -> Bool { axis == 1 && output.isPicture }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        let first = inputs.first
        try inputs.require(first.extents.indices.contains(axis), "axis \(axis)")
        for other in inputs.all {
            let fits =
                other.rank == first.rank
                && (0..<first.rank).allSatisfy { $0 == axis || other.extents[$0] == first.extents[$0] }
            try inputs.require(fits, "the inputs differ beside axis \(axis)")
        }
        var extents = first.extents
        extents[axis] = inputs.all.reduce(0) { $0 + $1.extents[axis] }
        return try inputs.shape(extents)
    }

    func layer(_ context: LayerContext) -> any Layer { ConcatLayer(context: context, axis: axis) }

    func lower(_ value: Graph.Value, in planner: inout Planner) {
        guard !joinsChannels(into: planner.shape(of: value)) else { return planner.join(value) }
        planner.add(value, .planar) { layer($0) }
    }
}

/// Joins values along an axis.
struct ConcatLayer: Layer {
    let context: LayerContext
    let axis: Int

    func run() {
        let inner = context.output.shape.extents[axis...].reduce(1, *)
        let outer = context.output.count / inner
        var offset = 0
        for input in context.inputs {
            let block = input.count / outer
            for row in 0..<outer {
                unsafe (context.output.pointer + row * inner + offset)
                    .update(from: input.pointer + row * block, count: block)
            }
            offset += block
        }
    }
}
