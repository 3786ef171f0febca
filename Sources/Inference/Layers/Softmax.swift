import Kernels

/// Softmax along an axis.
public struct Softmax: LayerOperation {
    /// The axis, from 0 on.
    public var axis: Int

    /// Makes an operation.
    public init(axis: Int) { self.axis = axis }

    var name: String { "softmax" }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        try inputs.require(inputs.first.extents.indices.contains(axis), "axis \(axis)")
        return inputs.first
    }

    func layer(_ context: LayerContext) -> any Layer { SoftmaxLayer(context, axis: axis) }
}

/// Softmax along one axis.
final class SoftmaxLayer: Layer, CrewWork {
    private let context: LayerContext
    private let length: Int
    private let inner: Int
    private let outer: Int

    init(_ context: LayerContext, axis: Int) {
        self.context = context
        let extents = context.input.shape.extents
        length = extents[axis]
        inner = extents[(axis + 1)...].reduce(1, *)
        outer = extents[..<axis].reduce(1, *)
    }

    func run() { context.crew.perform(self, length: outer, grain: 1024) }

    func compute(_ rows: Range<Int>, worker: Int) {
        let first = rows.lowerBound * length * inner
        unsafe context.kernels.softmax(
            rows: rows.count,
            length: length,
            inner: inner,
            from: context.input.pointer + first,
            into: context.output.pointer + first
        )
    }
}
