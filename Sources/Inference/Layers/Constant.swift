import Kernels

/// Numbers of the model that stand where others compute theirs.
///
/// A node of it reads the graph's input, for nodes read something; only its shape is looked at.
public struct Constant: LayerOperation {
    /// How the numbers are arranged.
    public var shape: Shape
    /// As many as the shape says.
    public var values: [Float]

    /// Makes an operation.
    public init(_ shape: Shape, _ values: [Float]) { (self.shape, self.values) = (shape, values) }

    var name: String { "constant" }
    var readsOnlyShapes: Bool { true }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        try inputs.require(values.count == shape.count, "\(values.count) numbers for \(shape)")
        return shape
    }

    func layer(_ context: LayerContext) -> any Layer { ConstantLayer(context: context, values: values) }
}

/// Writes numbers that it has; it runs once.
struct ConstantLayer: Layer {
    let context: LayerContext
    let values: [Float]

    func run() {
        let output = unsafe context.output.values
        for i in values.indices { unsafe output[i] = values[i] }
    }
}
