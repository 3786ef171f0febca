import TestSupport

@testable import ModelImport

/// The smallest models that use what the readers read.
enum Tiny {
    static let prototxt = """
        input: "data"
        input_shape { dim: 1 dim: 2 dim: 6 dim: 6 }
        layer { name: "conv" type: "Convolution" bottom: "data" top: "conv"
          convolution_param { num_output: 2 kernel_size: 3 pad: 1 } }  # a comment
        layer { name: "bn" type: "BatchNorm" bottom: "conv" top: "conv" }
        layer { name: "scale" type: "Scale" bottom: "conv" top: "conv" scale_param: { bias_term: true } }
        layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
        layer { name: "pool" type: "Pooling" bottom: "conv" top: "pool" pooling_param { kernel_size: 3 stride: 2 } }
        layer { name: "sum" type: "Eltwise" bottom: "pool" bottom: "pool" top: "sum" }
        layer { name: "norm" type: "Normalize" bottom: "sum" top: "norm"
          norm_param { across_spatial: false channel_shared: false } }
        layer { name: "perm" type: "Permute" bottom: "norm" top: "perm"
          permute_param { order: 0 order: 2 order: 3 order: 1 } }
        layer { name: "flat" type: "Flatten" bottom: "perm" top: "flat" flatten_param { axis: 1 } }
        layer { name: "reshape" type: "Reshape" bottom: "flat" top: "reshape"
          reshape_param { shape { dim: 0 dim: -1 dim: 2 } } }
        layer { name: "softmax" type: "Softmax" bottom: "reshape" top: "softmax" softmax_param { axis: 2 } }
        layer { name: "cat" type: "Concat" bottom: "flat" bottom: "flat" top: "cat" concat_param { axis: 1 } }
        layer { name: "priors" type: "PriorBox" bottom: "norm" bottom: "data" top: "priors"
          prior_box_param { min_size: 2 max_size: 4 aspect_ratio: 2 variance: 0.1 variance: 0.1 variance: 0.2
            variance: 0.2 step: 2 } }

        """

    static func caffemodel(halves: Bool = false) -> [UInt8] {
        var random = SeededGenerator(seed: 1)
        // Whole quarters are the same numbers in both precisions.
        func values(_ count: Int) -> [Float] { random.floats(count).map { ($0 * 4).rounded() / 4 } }
        let weights = values(36)
        let bias = values(2)
        let conv: [UInt8] =
            halves
            ? Protobuf.layer("conv", halves: [([2, 2, 3, 3], weights.map(half)), ([2], bias.map(half))])
            : Protobuf.layer("conv", floats: [([2, 2, 3, 3], weights), ([2], bias)])
        return conv
            + Protobuf.layer("bn", floats: [([2], [10, 20]), ([2], [30, 40]), ([1], [10])])
            + Protobuf.layer("scale", floats: [([2], [1, -2]), ([2], [0.5, 0.25])])
            + Protobuf.layer("norm", floats: [([2], [20, 10])])
    }

    /// The bits of a quarter between -1 and 1 as a half.
    static func half(_ value: Float) -> UInt16 {
        let sign: UInt16 = value < 0 ? 0x8000 : 0
        switch abs(value) {
        case 0: return sign
        case 0.25: return sign | 0x3400
        case 0.5: return sign | 0x3800
        case 0.75: return sign | 0x3A00
        default: return sign | 0x3C00
        }
    }

    static func torch(batchNorm: [(String, TorchWriter.Value)]? = nil) -> [UInt8] {
        var random = SeededGenerator(seed: 2)
        let conv = TorchWriter.Value.module(
            "nn.SpatialConvolutionMM",
            [
                ("nOutputPlane", .number(2)), ("kW", .number(3)), ("kH", .number(3)), ("dW", .number(1)),
                ("dH", .number(1)), ("padW", .number(1)), ("padH", .number(1)),
                ("weight", .tensor(sizes: [2, 27], values: random.floats(54))),
                ("bias", .tensor(sizes: [2], values: [0.5, -0.5])), ("gradWeight", .null),
            ]
        )
        let norm = TorchWriter.Value.module(
            "nn.SpatialBatchNormalization",
            batchNorm ?? [
                ("eps", .number(1e-5)), ("running_mean", .tensor(sizes: [2], values: [1, 2])),
                ("running_var", .tensor(sizes: [2], values: [3, 4])),
                ("weight", .tensor(sizes: [2], values: [1, 2])),
                ("bias", .tensor(sizes: [2], values: [0, 1])),
            ]
        )
        let pool = TorchWriter.Value.module(
            "nn.SpatialMaxPooling",
            [
                ("kW", .number(2)), ("kH", .number(2)), ("dW", .number(2)), ("dH", .number(2)),
                ("ceil_mode", .bool(false)),
            ]
        )
        let window: [(String, TorchWriter.Value)] = [
            ("kW", .number(3)), ("kH", .number(3)), ("dW", .number(3)), ("dH", .number(3)),
            ("divide", .bool(true)),
        ]
        let l2 = TorchWriter.Value.module(
            "nn.SpatialLPPooling",
            [
                (
                    "modules",
                    TorchWriter.list([
                        .module("nn.Square", []), .module("nn.SpatialAveragePooling", window),
                        .module("nn.MulConstant", [("constant_scalar", .number(9))]), .module("nn.Sqrt", []),
                    ])
                )
            ]
        )
        let depth = TorchWriter.Value.module("nn.DepthConcat", [("modules", TorchWriter.list([pool, l2]))])
        let inception = TorchWriter.Value.module("nn.Inception", [("modules", TorchWriter.list([depth]))])
        let lrn = TorchWriter.Value.module(
            "nn.SpatialCrossMapLRN",
            [("size", .number(5)), ("alpha", .number(1e-4)), ("beta", .number(0.75)), ("k", .number(1))]
        )
        let linear = TorchWriter.Value.module(
            "nn.Linear",
            [
                ("weight", .tensor(sizes: [3, 36], values: random.floats(108))),
                ("bias", .tensor(sizes: [3], values: [1, 2, 3])),
            ]
        )
        let layers: [TorchWriter.Value] = [
            conv, norm, .module("nn.ReLU", []), lrn, inception,
            .module("nn.View", [("size", .longStorage([36]))]), linear,
            .module("nn.Normalize", [("p", .number(2)), ("eps", .number(1e-10))]),
        ]
        return TorchWriter.file(.module("nn.Sequential", [("modules", TorchWriter.list(layers))]))
    }

    static func file(_ bytes: [UInt8]) -> ModelFile { ModelFile(path: "models/tiny", bytes: bytes) }
}
