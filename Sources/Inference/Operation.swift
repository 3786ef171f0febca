import Kernels

/// What a node computes.
///
/// Each case stands in a file of `Layers`; formulas and sources: docs/operators.md.
public enum Operation: Sendable {
    case convolution(Convolution)
    case batchNorm(BatchNorm)
    case scale(Scale)
    case activate(Activate)
    case apply(Apply)
    case pool(Pool)
    case localResponseNorm(LocalResponseNorm)
    case eltwise(Eltwise)
    case concat(Concat)
    case depthConcat
    case channelNormalize(ChannelNormalize)
    case permute(Permute)
    case flatten(Flatten)
    case reshape(Reshape)
    case softmax(Softmax)
    case priorBox(PriorBoxes)
    case detectionOutput(DetectionOutput)
    case linear(Linear)
    case l2Normalize(L2Normalize)
    case reduce(Reduce)
    case select(Select)
    case constant(Constant)

    /// `max(0, x)`.
    public static let relu = Operation.activate(Activate(.relu))

    /// The parameters, with all that the planner must know of them.
    var layer: any LayerOperation {
        switch self {
        case .convolution(let operation): operation
        case .batchNorm(let operation): operation
        case .scale(let operation): operation
        case .activate(let operation): operation
        case .apply(let operation): operation
        case .pool(let operation): operation
        case .localResponseNorm(let operation): operation
        case .eltwise(let operation): operation
        case .concat(let operation): operation
        case .depthConcat: DepthConcat()
        case .channelNormalize(let operation): operation
        case .permute(let operation): operation
        case .flatten(let operation): operation
        case .reshape(let operation): operation
        case .softmax(let operation): operation
        case .priorBox(let operation): operation
        case .detectionOutput(let operation): operation
        case .linear(let operation): operation
        case .l2Normalize(let operation): operation
        case .reduce(let operation): operation
        case .select(let operation): operation
        case .constant(let operation): operation
        }
    }

    /// The short name that plans and benchmarks print.
    public var name: String { layer.name }

    var isActivation: Bool { if case .activate = self { true } else { false } }

    /// Matches activations that are `max(0, x)` and nothing else.
    static func ~= (pattern: Operation, operation: Operation) -> Bool {
        guard case .activate(let pattern) = pattern, case .activate(let other) = operation else {
            return false
        }
        return pattern.activation == other.activation
    }
}
