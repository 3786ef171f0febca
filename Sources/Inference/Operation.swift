public import Kernels

/// A window whose input is not known yet.
public struct WindowParameters: Sendable, Hashable {
    /// How the number of windows is rounded when the stride does not fit.
    public enum Rounding: Sendable, Hashable {
        /// Only whole windows.
        case floor
        /// A last window may reach past the picture, if it begins inside it.
        case ceil
    }

    /// The size of the window, in taps.
    public var kernel: Extent
    /// The step from one window to the next.
    public var stride: Extent
    /// How far the first window begins before the picture.
    public var padding: Extent
    /// The distance between two taps.
    public var dilation: Extent
    /// How the number of windows is rounded.
    public var rounding: Rounding
    /// What stands outside the picture, a number for each channel; nothing for zeros.
    ///
    /// Made by the optimizer, for convolutions.
    var outside: [Float] = []

    /// Makes parameters.
    public init(
        kernel: Extent,
        stride: Extent = Extent(1),
        padding: Extent = Extent(0),
        dilation: Extent = Extent(1),
        rounding: Rounding = .floor
    ) {
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.rounding = rounding
    }
}

/// What a node computes.
///
/// Formulas and sources: docs/operators.md.
public enum Operation: Sendable {
    /// Cross-correlation. Weights `[outputs][inputs][kernel.height][kernel.width]`, bias `[outputs]` or empty. The
    /// optimizer may give it a second input, which is added before the ReLU.
    case convolution(WindowParameters, outputs: Int, weights: [Float], bias: [Float], relu: Bool = false)
    /// `(x - mean[c]) / sqrt(variance[c] + epsilon)`.
    case batchNorm(mean: [Float], variance: [Float], epsilon: Float)
    /// `x * scale[c] + shift[c]`, then a ReLU if asked.
    case scale(scale: [Float], shift: [Float], relu: Bool = false)
    /// `max(0, x)`.
    case relu
    /// Pooling. `average(divisor: nil)` divides by the number of cells inside the picture.
    case pool(Pooling, WindowParameters)
    /// `x * (k + alpha / size * sum of squares of the size channels around)^-beta`.
    case localResponseNorm(size: Int, alpha: Float, beta: Float, k: Float)
    /// Joins its inputs element by element.
    case eltwise(Eltwise, relu: Bool = false)
    /// Joins its inputs along an axis.
    case concat(axis: Int)
    /// Joins along channels what differs in height and width: smaller ones stand in the middle of zeros, at
    /// floor((H - h) / 2), floor((W - w) / 2). Torch's DepthConcat.
    case depthConcat
    /// `x / sqrt(sum over channels of x^2 + epsilon) * scale[c]`, pixel by pixel. SSD's Normalize.
    case channelNormalize(scale: [Float], epsilon: Float)
    /// Reorders the axes: output axis i is input axis order[i].
    case permute(order: [Int])
    /// Joins all axes from one on.
    case flatten(axis: Int)
    /// New extents: 0 copies the input's, -1 takes what is left. Caffe's Reshape.
    case reshape([Int])
    /// Softmax along an axis.
    case softmax(axis: Int)
    /// The prior boxes of an SSD: inputs are the feature map and the picture.
    case priorBox(PriorBoxes)
    /// SSD's last layer: inputs are locations, confidences and priors.
    case detectionOutput(DetectionOutput)
    /// `weights x + bias`. Weights `[outputs][inputs]`.
    case linear(outputs: Int, weights: [Float], bias: [Float])
    /// `x / sqrt(sum of x^2 + epsilon)` over the whole value.
    case l2Normalize(epsilon: Float)

    /// How elements are joined.
    public enum Eltwise: Sendable, Hashable {
        /// The sum, each input times its coefficient.
        case sum(coefficients: [Float])
        /// The product.
        case product
        /// The largest.
        case maximum
    }

    /// Whether it is `max(0, x)` and nothing else.
    var isReLU: Bool { if case .relu = self { true } else { false } }

    /// The short name that plans and benchmarks print.
    public var name: String {
        switch self {
        case .convolution(let window, _, _, _, _):
            window.dilation == Extent(1) ? "conv" : "conv-dilated"
        case .batchNorm: "batch-norm"
        case .scale: "scale"
        case .relu: "relu"
        case .pool(.maximum, _): "max-pool"
        case .pool(.average, _): "average-pool"
        case .pool(.l2, _): "l2-pool"
        case .localResponseNorm: "lrn"
        case .eltwise: "eltwise"
        case .concat: "concat"
        case .depthConcat: "depth-concat"
        case .channelNormalize: "normalize"
        case .permute: "permute"
        case .flatten: "flatten"
        case .reshape: "reshape"
        case .softmax: "softmax"
        case .priorBox: "prior-box"
        case .detectionOutput: "detection-output"
        case .linear: "linear"
        case .l2Normalize: "l2-normalize"
        }
    }
}

/// The parameters of an SSD's prior boxes for one feature map.
public struct PriorBoxes: Sendable, Hashable {
    /// The sides of the square boxes, in pixels of the network's input.
    public var minimumSizes: [Float]
    /// For each minimum size, the size whose geometric mean with it gives a second square; may be empty.
    public var maximumSizes: [Float]
    /// Width over height of further boxes, without 1; with `flip` also their inverses.
    public var aspectRatios: [Float]
    /// Whether the inverse of each aspect ratio is used too.
    public var flip: Bool
    /// Whether boxes are cut at the picture's edges.
    public var clip: Bool
    /// The four variances that location offsets are multiplied by.
    public var variances: [Float]
    /// Pixels from one cell to the next; 0 takes picture size over map size.
    public var step: Float
    /// Where in a cell the centre is, in cells.
    public var offset: Float

    /// Makes parameters.
    public init(
        minimumSizes: [Float],
        maximumSizes: [Float],
        aspectRatios: [Float],
        flip: Bool,
        clip: Bool,
        variances: [Float],
        step: Float,
        offset: Float
    ) {
        self.minimumSizes = minimumSizes
        self.maximumSizes = maximumSizes
        self.aspectRatios = aspectRatios
        self.flip = flip
        self.clip = clip
        self.variances = variances
        self.step = step
        self.offset = offset
    }

    /// Width and height of each box of a cell, in pixels, in the order of the network's outputs.
    public var sizes: [(width: Float, height: Float)] {
        var result: [(width: Float, height: Float)] = []
        for (i, minimum) in minimumSizes.enumerated() {
            result.append((width: minimum, height: minimum))
            if i < maximumSizes.count {
                let side = (minimum * maximumSizes[i]).squareRoot()
                result.append((width: side, height: side))
            }
            for ratio in aspectRatios {
                let root = ratio.squareRoot()
                result.append((width: minimum * root, height: minimum / root))
                if flip { result.append((width: minimum / root, height: minimum * root)) }
            }
        }
        return result
    }
}

/// The parameters of SSD's last layer, for boxes coded as centre and size that all classes share.
public struct DetectionOutput: Sendable, Hashable {
    /// How many classes, the background included.
    public var classes: Int
    /// Which class is the background.
    public var background: Int
    /// Boxes at or below this confidence are not looked at.
    public var confidenceThreshold: Float
    /// How many boxes a class keeps before non-maximum suppression.
    public var topK: Int
    /// Boxes that overlap a better one by more than this IoU go.
    public var nmsThreshold: Float
    /// How many boxes are kept in the end; also the number of rows of the output.
    public var keepTopK: Int

    /// Makes parameters.
    public init(
        classes: Int,
        background: Int,
        confidenceThreshold: Float,
        topK: Int,
        nmsThreshold: Float,
        keepTopK: Int
    ) {
        self.classes = classes
        self.background = background
        self.confidenceThreshold = confidenceThreshold
        self.topK = topK
        self.nmsThreshold = nmsThreshold
        self.keepTopK = keepTopK
    }
}
