import Inference
import Kernels

// What each operator becomes.
extension ONNXImporter {
    /// The values that an operator writes.
    mutating func results(of node: ONNXNode) throws(ImportError) -> [Value] {
        switch node.type {
        case "Split": return try split(node)
        case "Dropout": return try dropout(node)
        default: return [try result(of: node)]
        }
    }

    private mutating func result(of node: ONNXNode) throws(ImportError) -> Value {
        switch node.type {
        case "Conv": return try convolution(node)
        case "MaxPool": return try pool(node, .maximum)
        case "AveragePool": return try pool(node, averagePooling(node))
        case "GlobalAveragePool": return try globalPool(node, .average(divisor: nil))
        case "GlobalMaxPool": return try globalPool(node, .maximum)
        case "BatchNormalization": return try batchNormalization(node)
        case "Gemm": return try gemm(node)
        case "MatMul": return try matrixProduct(node)

        case "Add", "Sub", "Mul", "Div": return try arithmetic(node)
        case "Relu": return try activate(.relu, node)
        case "LeakyRelu":
            return try activate(Activation(slopes: [node.float("alpha", default: 0.01)]), node)
        case "PRelu": return try slopes(node)
        case "Clip": return try clip(node)
        case "Sigmoid": return try apply(.sigmoid, node)
        case "HardSigmoid":
            return try apply(
                .hardSigmoid(
                    scale: node.float("alpha", default: 0.2),
                    shift: node.float("beta", default: 0.5)
                ),
                node
            )
        case "HardSwish": return try apply(.hardSwish, node)
        case "Softmax": return try softmax(node)
        case "ReduceMean": return try reduce(node, .mean)
        case "ReduceL1": return try reduce(node, .l1)
        case "ReduceL2": return try reduce(node, .l2)
        case "LpNormalization": return try lpNormalization(node)
        default: return try rearranged(node)
        }
    }

    private mutating func rearranged(_ node: ONNXNode) throws(ImportError) -> Value {
        switch node.type {
        case "Identity": return try input(0, of: node)
        case "Cast": return try cast(node)
        case "Constant": return .constant(try constant(node))
        case "ConstantOfShape": return .constant(try constantOfShape(node))
        case "Shape": return try shape(node)
        case "Size":
            let count = extents(of: try input(0, of: node)).reduce(1, *)
            return .constant(ONNXTensor([], .integers([count])))

        case "Reshape": return try reshape(node)
        case "Flatten": return try flatten(node)
        case "Squeeze": return try squeeze(node)
        case "Unsqueeze": return try unsqueeze(node)
        case "Transpose": return try transpose(node)
        case "Concat": return try concat(node)
        case "Expand": return try expand(node)
        case "Slice": return try slice(node)
        case "Gather": return try gather(node)
        case "Pad": return try pad(node)
        case "Resize", "Upsample": return try resize(node)
        default: throw node.unsupported("operators of this type are not supported")
        }
    }
}
