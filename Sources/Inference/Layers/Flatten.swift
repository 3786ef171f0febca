/// Joins all axes from one on.
public struct Flatten: LayerOperation {
    /// The first axis that is joined, from 1 on.
    public var axis: Int

    /// Makes an operation.
    public init(axis: Int) { self.axis = axis }

    var name: String { "flatten" }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        let extents = inputs.first.extents
        try inputs.require(axis >= 1 && axis < extents.count, "axis \(axis)")
        return try inputs.shape(Array(extents[..<axis]) + [extents[axis...].reduce(1, *)])
    }

    func lower(_ value: Graph.Value, in planner: inout Planner) {
        planner.place(value, asInputIn: .planar)
    }
}
