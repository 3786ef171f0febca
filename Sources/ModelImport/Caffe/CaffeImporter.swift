public import Inference
import Kernels
import Text

/// Reads a Caffe network: the architecture from a prototxt, the weights from a caffemodel, matched by layer name.
public struct CaffeImporter {
    private let prototxt: ModelFile
    private let weightsFile: ModelFile
    private let weights: CaffeWeights
    private var graph: Graph
    /// What each name stands for at this point of the file: an in-place layer gives it a new value.
    private var values: [String: Graph.Value] = [:]

    /// Reads a network.
    ///
    /// - Returns: a graph in which every top can be asked for as an output.
    /// - Throws: `ImportError` where a file is damaged, a layer is unknown, or weights do not fit.
    public static func graph(prototxt: ModelFile, caffemodel: ModelFile) throws(ImportError) -> Graph {
        var importer = try CaffeImporter(prototxt: prototxt, caffemodel: caffemodel)
        for (name, value) in importer.values { importer.graph.addOutput(name, value: value) }
        return importer.graph
    }

    private init(prototxt: ModelFile, caffemodel: ModelFile) throws(ImportError) {
        self.prototxt = prototxt
        weightsFile = caffemodel
        let net = try Prototxt(prototxt)
        weights = try CaffeWeights(caffemodel)
        guard let input = net.text("input") else {
            throw ImportError(file: prototxt.path, problem: "has no `input`: is it the deploy form?")
        }
        let dims = (net.messages("input_shape").first?.texts("dim") ?? net.texts("input_dim")).map {
            Int($0) ?? 0
        }
        guard let shape = Shape(checking: dims), shape.rank == 4, shape.extents[0] == 1 else {
            throw ImportError(
                file: prototxt.path,
                problem: "the input's shape is \(dims), not [1, channels, height, width]"
            )
        }
        graph = Graph(inputShape: shape)
        values[input] = 0
        for message in net.messages("layer") { try add(CaffeLayer(message, in: prototxt)) }
    }

    private mutating func add(_ layer: CaffeLayer) throws(ImportError) {
        var inputs: [Graph.Value] = []
        for bottom in layer.bottoms {
            guard let value = values[bottom] else {
                throw layer.error("reads '\(bottom.printable(limit: 80))', which no earlier layer writes")
            }
            inputs.append(value)
        }
        guard let first = inputs.first else { throw layer.error("has no bottom") }
        let operation = try operation(of: layer, channels: graph.shape(of: first).channels)
        do throws(InferenceError) {
            values[layer.top] = try graph.append(operation, named: layer.name, reading: inputs)
        } catch {
            throw layer.error("\(error); the two files may not belong together")
        }
    }

    private func operation(of layer: CaffeLayer, channels: Int) throws(ImportError) -> Operation {
        switch layer.type {
        case "Convolution": return try convolution(layer)
        case "BatchNorm": return try batchNorm(layer)
        case "Scale": return try scale(layer)
        case "ReLU":
            let slope = try layer.parameters("relu_param").float("negative_slope", default: 0)
            return slope == 0 ? .relu : .activate(Activate(Activation(slopes: [slope])))
        case "Pooling": return try pooling(layer)
        case "LRN": return try localResponseNorm(layer)
        case "Eltwise": return try eltwise(layer)
        case "Concat":
            return .concat(Concat(axis: try layer.parameters("concat_param").integer("axis", default: 1)))
        case "Normalize": return try normalize(layer, channels: channels)
        case "Permute":
            return .permute(Permute(order: try layer.parameters("permute_param").integers("order")))
        case "Flatten":
            return .flatten(Flatten(axis: try layer.parameters("flatten_param").integer("axis", default: 1)))
        case "Reshape":
            return .reshape(Reshape(try layer.parameters("reshape_param").nested("shape").integers("dim")))
        case "Softmax":
            return .softmax(Softmax(axis: try layer.parameters("softmax_param").integer("axis", default: 1)))
        case "InnerProduct": return try innerProduct(layer)
        case "PriorBox": return try priorBox(layer)
        case "DetectionOutput": return try detectionOutput(layer)
        default: throw layer.unsupported("layers of type '\(layer.type)' are not supported")
        }
    }

    private func scale(_ layer: CaffeLayer) throws(ImportError) -> Operation {
        let hasBias = try layer.parameters("scale_param").bool("bias_term", default: false)
        let blobs = try blobs(layer, count: hasBias ? 2 : 1)
        return .scale(
            Scale(
                scale: blobs[0].values,
                shift: hasBias ? blobs[1].values : [Float](repeating: 0, count: blobs[0].values.count)
            )
        )
    }

    private func localResponseNorm(_ layer: CaffeLayer) throws(ImportError) -> Operation {
        let parameters = layer.parameters("lrn_param")
        guard parameters.word("norm_region", default: "ACROSS_CHANNELS") == "ACROSS_CHANNELS" else {
            throw layer.unsupported("only normalization across channels is supported")
        }
        return .localResponseNorm(
            LocalResponseNorm(
                size: try parameters.integer("local_size", default: 5),
                alpha: try parameters.float("alpha", default: 1),
                beta: try parameters.float("beta", default: 0.75),
                k: try parameters.float("k", default: 1)
            )
        )
    }

    private func innerProduct(_ layer: CaffeLayer) throws(ImportError) -> Operation {
        let parameters = layer.parameters("inner_product_param")
        let hasBias = try parameters.bool("bias_term", default: true)
        let blobs = try blobs(layer, count: hasBias ? 2 : 1)
        return .linear(
            Linear(
                outputs: try parameters.integer("num_output"),
                weights: blobs[0].values,
                bias: hasBias ? blobs[1].values : []
            )
        )
    }

    /// The weights of a layer, of which there must be that many arrays.
    private func blobs(_ layer: CaffeLayer, count: Int) throws(ImportError) -> [CaffeWeights.Blob] {
        let blobs = weights.blobs[layer.name] ?? []
        guard blobs.count == count else {
            throw ImportError(
                file: weightsFile.path,
                offset: blobs.first?.offset,
                layer: layer.name,
                problem: "holds \(blobs.count) arrays of weights, the prototxt needs \(count)"
            )
        }
        return blobs
    }

    private func window(_ parameters: CaffeParameters) throws(ImportError) -> WindowParameters {
        func extent(_ name: String, _ height: String, _ width: String, _ fallback: Int?) throws(ImportError)
            -> Extent
        {
            let both = try parameters.integers(name)
            switch both.count {
            case 0:
                return Extent(
                    height: try parameters.integer(height, default: fallback),
                    width: try parameters.integer(width, default: fallback)
                )
            case 1: return Extent(both[0])
            case 2: return Extent(height: both[0], width: both[1])
            default: throw parameters.layer.error("\(both.count) values for \(name)")
            }
        }
        return WindowParameters(
            kernel: try extent("kernel_size", "kernel_h", "kernel_w", nil),
            stride: try extent("stride", "stride_h", "stride_w", 1),
            padding: try extent("pad", "pad_h", "pad_w", 0),
            dilation: try extent("dilation", "dilation_h", "dilation_w", 1)
        )
    }

    private func convolution(_ layer: CaffeLayer) throws(ImportError) -> Operation {
        let parameters = layer.parameters("convolution_param")
        let hasBias = try parameters.bool("bias_term", default: true)
        let blobs = try blobs(layer, count: hasBias ? 2 : 1)
        return .convolution(
            Convolution(
                try window(parameters),
                outputs: try parameters.integer("num_output"),
                weights: blobs[0].values,
                bias: hasBias ? blobs[1].values : [],
                groups: try parameters.integer("group", default: 1)
            )
        )
    }

    private func batchNorm(_ layer: CaffeLayer) throws(ImportError) -> Operation {
        let blobs = try blobs(layer, count: 3)
        guard blobs[2].values.count == 1, let factor = blobs[2].values.first else {
            throw layer.error("the third array should hold one factor")
        }
        // Caffe stores running sums, and what they are to be divided by.
        let scale = factor == 0 ? 0 : 1 / factor
        return .batchNorm(
            BatchNorm(
                mean: blobs[0].values.map { $0 * scale },
                variance: blobs[1].values.map { $0 * scale },
                epsilon: try layer.parameters("batch_norm_param").float("eps", default: 1e-5)
            )
        )
    }

    private func pooling(_ layer: CaffeLayer) throws(ImportError) -> Operation {
        let parameters = layer.parameters("pooling_param")
        guard try !parameters.bool("global_pooling", default: false) else {
            throw layer.unsupported("global pooling is not supported")
        }
        var window = try window(parameters)
        window.rounding = parameters.word("round_mode", default: "CEIL") == "FLOOR" ? .floor : .ceil
        switch parameters.word("pool", default: "MAX") {
        case "MAX": return .pool(Pool(.maximum, window))
        case "AVE" where window.padding == Extent(0): return .pool(Pool(.average(divisor: nil), window))
        case let kind:
            throw layer.unsupported(
                "\(kind.printable(limit: 80)) pooling with padding \(window.padding) is not supported"
            )
        }
    }

    private func eltwise(_ layer: CaffeLayer) throws(ImportError) -> Operation {
        let parameters = layer.parameters("eltwise_param")
        switch parameters.word("operation", default: "SUM") {
        case "SUM":
            let given = try parameters.floats("coeff")
            return .eltwise(Eltwise(.sum(coefficients: given.isEmpty ? layer.bottoms.map { _ in 1 } : given)))
        case "PROD": return .eltwise(Eltwise(.product))
        case "MAX": return .eltwise(Eltwise(.maximum))
        case let kind: throw layer.error("operation \(kind.printable(limit: 80))")
        }
    }

    private func normalize(_ layer: CaffeLayer, channels: Int) throws(ImportError) -> Operation {
        let parameters = layer.parameters("norm_param")
        guard try !parameters.bool("across_spatial", default: true) else {
            throw layer.unsupported("normalization across the picture is not supported")
        }
        var scale = try blobs(layer, count: 1)[0].values
        if try parameters.bool("channel_shared", default: true), scale.count == 1 {
            scale = [Float](repeating: scale[0], count: channels)
        }
        return .channelNormalize(
            ChannelNormalize(scale: scale, epsilon: try parameters.float("eps", default: 1e-10))
        )
    }

    private func priorBox(_ layer: CaffeLayer) throws(ImportError) -> Operation {
        let parameters = layer.parameters("prior_box_param")
        let variances = try parameters.floats("variance")
        return .priorBox(
            PriorBoxes(
                minimumSizes: try parameters.floats("min_size"),
                maximumSizes: try parameters.floats("max_size"),
                aspectRatios: try parameters.floats("aspect_ratio").filter { $0 > 0 && abs($0 - 1) > 1e-6 },
                flip: try parameters.bool("flip", default: true),
                clip: try parameters.bool("clip", default: false),
                variances: variances.count == 1 ? [Float](repeating: variances[0], count: 4) : variances,
                step: try parameters.float("step", default: 0),
                offset: try parameters.float("offset", default: 0.5)
            )
        )
    }

    private func detectionOutput(_ layer: CaffeLayer) throws(ImportError) -> Operation {
        let parameters = layer.parameters("detection_output_param")
        guard parameters.word("code_type", default: "CORNER") == "CENTER_SIZE",
            try parameters.bool("share_location", default: true),
            try !parameters.bool("variance_encoded_in_target", default: false)
        else {
            throw layer.unsupported("only shared locations coded as CENTER_SIZE with variances are supported")
        }
        let nms = parameters.nested("nms_param")
        let keep = try parameters.integer("keep_top_k", default: -1)
        let topK = try nms.integer("top_k", default: -1)
        return .detectionOutput(
            DetectionOutput(
                classes: try parameters.integer("num_classes"),
                background: try parameters.integer("background_label_id", default: 0),
                confidenceThreshold: try parameters.float("confidence_threshold", default: 0),
                topK: topK < 0 ? .max : topK,
                nmsThreshold: try nms.float("nms_threshold", default: 0.3),
                keepTopK: keep < 0 ? 200 : keep
            )
        )
    }
}
