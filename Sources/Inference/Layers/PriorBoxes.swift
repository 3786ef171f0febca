import Kernels

/// The prior boxes of an SSD for one feature map: inputs are the map and the picture.
public struct PriorBoxes: LayerOperation, Hashable {
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
    /// Where in a cell the center is, in cells.
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
        (self.minimumSizes, self.maximumSizes, self.aspectRatios) = (minimumSizes, maximumSizes, aspectRatios)
        (self.flip, self.clip, self.variances, self.step, self.offset) = (flip, clip, variances, step, offset)
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

    var name: String { "prior-box" }
    var inputCount: Int? { 2 }
    var readsOnlyShapes: Bool { true }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        try inputs.require(
            inputs.all.allSatisfy { $0.isPicture },
            "both inputs must be [1, channels, height, width]"
        )
        try inputs.require(!minimumSizes.isEmpty && minimumSizes.count <= 64, "no sizes, or too many")
        try inputs.require(
            maximumSizes.isEmpty || maximumSizes.count == minimumSizes.count,
            "\(maximumSizes.count) maximum sizes for \(minimumSizes.count) minimum sizes"
        )
        try inputs.require(aspectRatios.count <= 64, "\(aspectRatios.count) aspect ratios")
        try inputs.require(variances.count == 4, "\(variances.count) variances, 4 are needed")
        try inputs.require(step >= 0 && step.isFinite && offset.isFinite, "step or offset")
        return try inputs.shape([1, 2, inputs.first.plane * sizes.count * 4])
    }

    func layer(_ context: LayerContext) -> any Layer { PriorBoxesLayer(context: context, boxes: self) }
}

/// The prior boxes of one feature map: `[1, 2, priors * 4]`, corners in shares of the picture, then variances.
///
/// Source: Caffe SSD's prior_box_layer.cpp. They depend on shapes only, so a plan computes them once.
struct PriorBoxesLayer: Layer {
    let context: LayerContext
    let boxes: PriorBoxes

    func run() {
        let map = context.inputs[0].shape.spatial
        let picture = context.inputs[1].shape.spatial
        let width = Float(picture.width)
        let height = Float(picture.height)
        let stepX = boxes.step > 0 ? boxes.step : width / Float(map.width)
        let stepY = boxes.step > 0 ? boxes.step : height / Float(map.height)
        let sizes = boxes.sizes
        let output = unsafe context.output.values
        var index = 0
        for y in 0..<map.height {
            for x in 0..<map.width {
                let centerX = (Float(x) + boxes.offset) * stepX
                let centerY = (Float(y) + boxes.offset) * stepY
                for size in sizes {
                    unsafe output[index] = (centerX - size.width / 2) / width
                    unsafe output[index + 1] = (centerY - size.height / 2) / height
                    unsafe output[index + 2] = (centerX + size.width / 2) / width
                    unsafe output[index + 3] = (centerY + size.height / 2) / height
                    index += 4
                }
            }
        }
        if boxes.clip { for i in 0..<index { unsafe output[i] = min(max(output[i], 0), 1) } }
        for i in 0..<index { unsafe output[index + i] = boxes.variances[i % 4] }
    }
}
