import Kernels

/// One number for all along some axes, whose extents become 1.
public struct Reduce: LayerOperation {
    /// What is made of the numbers.
    public enum Kind: Sendable, Hashable {
        /// Their mean.
        case mean
        /// The sum of their absolute values.
        case l1
        /// The root of the sum of their squares.
        case l2
    }

    /// What is made of the numbers.
    public var kind: Kind
    /// The axes, from 0 on, each once.
    public var axes: [Int]

    /// Makes an operation.
    public init(_ kind: Kind, axes: [Int]) { (self.kind, self.axes) = (kind, axes) }

    var name: String {
        switch kind {
        case .mean: "mean"
        case .l1: "l1-norm"
        case .l2: "l2-norm"
        }
    }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        var extents = inputs.first.extents
        try inputs.require(
            Set(axes).count == axes.count && axes.allSatisfy(extents.indices.contains),
            "axes \(axes)"
        )
        for axis in axes { extents[axis] = 1 }
        return try inputs.shape(extents)
    }

    func layer(_ context: LayerContext) -> any Layer { ReduceLayer(context, self) }
}

/// One number for all along some axes.
final class ReduceLayer: Layer {
    private let context: LayerContext
    private let kind: Reduce.Kind
    /// For each number of the input its place in the output.
    private let places: [Int32]
    private var sums: [Double]

    init(_ context: LayerContext, _ operation: Reduce) {
        (self.context, kind) = (context, operation.kind)
        var places: [Int32] = []
        // Along the axes all numbers go to the first place; the others count through the output.
        let output = context.output.shape.extents
        Select(
            context.input.shape.extents.enumerated().map { axis, extent in
                (0..<extent).map { operation.axes.contains(axis) ? 0 : $0 }
            }
        ).forEach(in: output) { places.append(Int32($0 ?? 0)) }
        self.places = places
        sums = [Double](repeating: 0, count: context.output.count)
    }

    func run() {
        let input = unsafe context.input.pointer
        for index in sums.indices { sums[index] = 0 }
        for (index, place) in places.enumerated() {
            let x = unsafe Double(input[index])
            let part =
                switch kind {
                case .mean: x
                case .l1: abs(x)
                case .l2: x * x
                }
            sums[Int(place)] += part
        }
        let output = unsafe context.output.pointer
        let count = Double(context.input.count / sums.count)
        for (index, sum) in sums.enumerated() {
            unsafe output[index] =
                switch kind {
                case .mean: Float(sum / count)
                case .l1: Float(sum)
                case .l2: Float(sum.squareRoot())
                }
        }
    }
}
