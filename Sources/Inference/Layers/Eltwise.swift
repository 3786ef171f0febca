import Kernels

/// Joins two or more values of one shape element by element, then a ReLU if asked.
public struct Eltwise: LayerOperation {
    /// How elements are joined.
    public enum Kind: Sendable, Hashable {
        /// The sum, each input times its coefficient.
        case sum(coefficients: [Float])
        /// The product.
        case product
        /// The first divided by the others.
        case quotient
        /// The largest.
        case maximum
    }

    /// How elements are joined.
    public var kind: Kind
    /// Whether what is below 0 becomes 0.
    public var relu: Bool

    /// Makes an operation.
    public init(_ kind: Kind, relu: Bool = false) { (self.kind, self.relu) = (kind, relu) }

    var name: String { "eltwise" }
    var inputCount: Int? { nil }
    var channelOrder: ChannelOrder? { nil }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        try inputs.require(
            inputs.all.count >= 2 && inputs.all.allSatisfy { $0 == inputs.first },
            "the inputs differ in shape"
        )
        if case .sum(let coefficients) = kind {
            try inputs.require(
                coefficients.count == inputs.all.count,
                "\(coefficients.count) coefficients"
            )
        }
        return inputs.first
    }

    func layer(_ context: LayerContext) -> any Layer { EltwiseLayer(context, self) }
}

/// Sum, product or maximum of two or more values of one shape.
final class EltwiseLayer: Layer, CrewWork {
    private let context: LayerContext
    private let operation: Eltwise

    init(_ context: LayerContext, _ operation: Eltwise) {
        (self.context, self.operation) = (context, operation)
    }

    func run() { context.crew.perform(self, length: context.output.count, grain: 1 << 14) }

    func compute(_ part: Range<Int>, worker: Int) {
        for index in 1..<context.inputs.count { join(index, part) }
    }

    /// Joins input `index` to what is joined already: input 0 at first, the output after that.
    private func join(_ index: Int, _ part: Range<Int>) {
        let output = unsafe context.output.pointer + part.lowerBound
        let first = unsafe index == 1 ? context.inputs[0].pointer + part.lowerBound : output
        let next = unsafe context.inputs[index].pointer + part.lowerBound
        switch operation.kind {
        case .sum(let coefficients):
            let isLast = index == context.inputs.count - 1
            unsafe context.kernels.sum(
                count: part.count,
                index == 1 ? coefficients[0] : 1,
                first,
                coefficients[index],
                next,
                relu: operation.relu && isLast,
                into: output
            )
        case .product: unsafe context.kernels.product(count: part.count, first, next, into: output)
        case .quotient: unsafe context.kernels.quotient(count: part.count, first, next, into: output)
        case .maximum: unsafe context.kernels.maximum(count: part.count, first, next, into: output)
        }
    }
}
