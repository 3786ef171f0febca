public import Inference
import Kernels

/// Reads a Torch7 network of the classes that OpenFace's nn4 networks use.
public struct Torch7Importer {
    private var graph: Graph

    /// Reads a network.
    ///
    /// - Parameters:
    ///   - file: a `.t7` in Torch7's binary form, of a file written on a 64-bit machine.
    ///   - inputShape: the input, which the file does not tell: `[1, 3, 96, 96]` for OpenFace.
    ///   - name: what to call what the network gives.
    /// - Returns: a graph with that one output.
    /// - Throws: `ImportError` where the file is damaged, a class is unknown, or weights do not fit.
    public static func graph(
        _ file: ModelFile,
        inputShape: Shape,
        output name: String = "embedding"
    ) throws(ImportError) -> Graph {
        let reader = try Torch7Reader(file)
        let root = try TorchModule(reader.root, in: reader, path: "")
        var importer = Torch7Importer(graph: Graph(inputShape: inputShape))
        let output = try importer.add(root, reading: 0, inside: [])
        importer.graph.addOutput(name, value: output)
        return importer.graph
    }

    /// Adds a module.
    ///
    /// - Parameters:
    ///   - module: what to add.
    ///   - input: the value that it reads.
    ///   - ancestors: the modules around this one; a module inside itself is refused.
    /// - Returns: the value that it writes.
    /// - Throws: `ImportError` where its class is unknown or its parameters do not fit.
    private mutating func add(
        _ module: TorchModule,
        reading input: Graph.Value,
        inside ancestors: [Int]
    ) throws(ImportError) -> Graph.Value {
        guard !ancestors.contains(module.index), ancestors.count < 32 else {
            throw module.error("contains itself, or nests too deep")
        }
        // A hostile file could name one container many times, level by level; no real network has more nodes.
        guard graph.nodes.count < 4096 else { throw module.error("the network has more than 4096 layers") }
        let inside = ancestors + [module.index]
        switch module.className {
        case "nn.Sequential":
            var value = input
            for child in try module.modules() { value = try add(child, reading: value, inside: inside) }
            return value
        case "nn.Inception":
            // A decorator: what it decorates is its only module; `pool` and `transfer` are how it was built.
            guard let inner = try module.modules().first else { throw module.error("has no modules") }
            return try add(inner, reading: input, inside: inside)
        case "nn.DepthConcat":
            var branches: [Graph.Value] = []
            for child in try module.modules() {
                branches.append(try add(child, reading: input, inside: inside))
            }
            return try append(.depthConcat, module, branches)
        case "nn.SpatialLPPooling": return try append(l2Pooling(module), module, [input])
        case "nn.Reshape", "nn.View":
            let extents = try module.extents("size")
            return try append(.reshape(Reshape([1] + extents)), module, [input])
        case "nn.Linear":
            let weight = try module.tensor("weight")
            let bias = module.has("bias") ? try module.tensor("bias").values : []
            return try append(
                .linear(Linear(outputs: weight.sizes.first ?? 0, weights: weight.values, bias: bias)),
                module,
                [input]
            )
        default: return try append(simple(module), module, [input])
        }
    }

    private mutating func append(
        _ operation: Operation,
        _ module: TorchModule,
        _ inputs: [Graph.Value]
    ) throws(ImportError) -> Graph.Value {
        do throws(InferenceError) {
            return try graph.append(operation, named: "\(module.path) \(operation.name)", reading: inputs)
        } catch {
            throw module.error("\(error)")
        }
    }

    /// Modules that are one operation.
    private func simple(_ module: TorchModule) throws(ImportError) -> Operation {
        switch module.className {
        case "nn.SpatialConvolutionMM", "nn.SpatialConvolution", "cudnn.SpatialConvolution":
            let weight = try module.tensor("weight")
            return .convolution(
                Convolution(
                    try window(module),
                    outputs: try module.integer("nOutputPlane"),
                    weights: weight.values,
                    bias: module.has("bias") ? try module.tensor("bias").values : []
                )
            )
        case "nn.SpatialBatchNormalization", "cudnn.SpatialBatchNormalization": return try batchNorm(module)
        case "nn.ReLU", "cudnn.ReLU": return .relu
        case "nn.SpatialMaxPooling", "cudnn.SpatialMaxPooling":
            return .pool(Pool(.maximum, try window(module)))
        case "nn.SpatialAveragePooling": return try averagePooling(module)
        case "nn.SpatialCrossMapLRN":
            return .localResponseNorm(
                LocalResponseNorm(
                    size: try module.integer("size"),
                    alpha: Float(try module.number("alpha")),
                    beta: Float(try module.number("beta")),
                    k: Float(try module.number("k", default: 1))
                )
            )
        case "nn.Normalize":
            guard try module.number("p") == 2 else { throw module.unsupported("only p = 2 is supported") }
            return .l2Normalize(L2Normalize(epsilon: Float(try module.number("eps", default: 1e-10))))
        default: throw module.unsupported("modules of this class are not supported")
        }
    }

    private func window(_ module: TorchModule) throws(ImportError) -> WindowParameters {
        WindowParameters(
            kernel: Extent(height: try module.integer("kH"), width: try module.integer("kW")),
            stride: Extent(
                height: try module.integer("dH", default: 1),
                width: try module.integer("dW", default: 1)
            ),
            padding: Extent(
                height: try module.integer("padH", "padding", default: 0),
                width: try module.integer("padW", "padding", default: 0)
            ),
            rounding: module.bool("ceil_mode", default: false) ? .ceil : .floor
        )
    }

    private func batchNorm(_ module: TorchModule) throws(ImportError) -> Operation {
        let epsilon = Float(try module.number("eps", default: 1e-5))
        let mean = try module.tensor("running_mean").values
        // Version 1 stores the inverse of the deviation, epsilon already inside.
        let inverse: [Float]
        if module.has("running_var") {
            inverse = try module.tensor("running_var").values.map { 1 / ($0 + epsilon).squareRoot() }
        } else {
            inverse = try module.tensor("running_std").values
        }
        let gamma = module.has("weight") ? try module.tensor("weight").values : mean.map { _ in 1 }
        let beta = module.has("bias") ? try module.tensor("bias").values : mean.map { _ in 0 }
        guard inverse.count == mean.count, gamma.count == mean.count, beta.count == mean.count else {
            throw module.error("means, deviations, weights and biases differ in number")
        }
        return .scale(
            Scale(
                scale: zip(inverse, gamma).map { $0 * $1 },
                shift: mean.indices.map { beta[$0] - mean[$0] * inverse[$0] * gamma[$0] }
            )
        )
    }

    private func averagePooling(_ module: TorchModule) throws(ImportError) -> Operation {
        let window = try window(module)
        guard window.padding == Extent(0), window.rounding == .floor else {
            throw module.unsupported("average pooling with padding or ceil_mode is not supported")
        }
        // Without `divide`, very old Torch gives the sum.
        let cells = Float(window.kernel.height) * Float(window.kernel.width)
        return .pool(Pool(.average(divisor: module.bool("divide", default: false) ? cells : 1), window))
    }

    /// SpatialLPPooling is a chain of square, average, times window size, square root: one L2 pooling.
    private func l2Pooling(_ module: TorchModule) throws(ImportError) -> Operation {
        let steps = try module.modules()
        guard
            steps.map(\.className) == ["nn.Square", "nn.SpatialAveragePooling", "nn.MulConstant", "nn.Sqrt"]
        else {
            throw module.unsupported("only L2 pooling is supported: square, average, multiply, square root")
        }
        let window = try window(steps[1])
        let cells = Double(window.kernel.height) * Double(window.kernel.width)
        let factor = try steps[2].number("constant_scalar")
        let isSum = steps[1].bool("divide", default: false) ? factor == cells : factor == 1
        guard isSum, window.padding == Extent(0), window.rounding == .floor else {
            throw module.error("the average is not multiplied back to a sum, or is padded")
        }
        return .pool(Pool(.l2, window))
    }
}
