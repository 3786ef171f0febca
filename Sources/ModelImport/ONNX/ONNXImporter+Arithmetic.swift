import Inference
import Kernels

// Arithmetic, activations, norms and products.
extension ONNXImporter {
    mutating func activate(_ activation: Activation, _ node: ONNXNode) throws(ImportError) -> Value {
        try append(.activate(Activate(activation)), [input(0, of: node)], node)
    }

    mutating func apply(_ function: Function, _ node: ONNXNode) throws(ImportError) -> Value {
        try append(.apply(Apply(function)), [input(0, of: node)], node)
    }

    mutating func clip(_ node: ONNXNode) throws(ImportError) -> Value {
        let least = try limit("min", orInput: 1, of: node) ?? -.infinity
        let most = try limit("max", orInput: 2, of: node) ?? .infinity
        // Where they cross, the larger limit decides.
        return try activate(Activation(limits: min(least, most)...most), node)
    }

    private func limit(_ name: String, orInput index: Int, of node: ONNXNode) throws(ImportError) -> Float? {
        if node.has(name) { return try node.float(name, default: 0) }
        guard let tensor = try optionalConstant(index, of: node) else { return nil }
        guard let value = tensor.floats.first, tensor.count == 1, !value.isNaN else {
            throw node.error("its \(name) is no number")
        }
        return value
    }

    /// PRelu: with a slope for each channel, or of any shape.
    mutating func slopes(_ node: ONNXNode) throws(ImportError) -> Value {
        let x = try input(0, of: node)
        let slopes = try constant(1, of: node)
        let extents = extents(of: x)
        if slopes.count == 1 { return try activate(Activation(slopes: slopes.floats), node) }
        if let perChannel = perChannel(slopes, over: extents) {
            return try activate(Activation(slopes: perChannel), node)
        }
        let positive = try append(.relu, [x], node)
        let negative = try append(.activate(Activate(Activation(limits: -Float.infinity...0))), [x], node)
        return try joined(.sum, positive, joined(.product, negative, .constant(slopes), node), node)
    }

    /// A constant's numbers as one for each channel, nil if it is of another shape, or there are several pictures.
    private func perChannel(_ tensor: ONNXTensor, over extents: [Int]) -> [Float]? {
        guard extents.count >= 2, extents[0] == 1, tensor.extents.count <= extents.count else { return nil }
        let aligned = [Int](repeating: 1, count: extents.count - tensor.extents.count) + tensor.extents
        guard aligned.enumerated().allSatisfy({ $0 == 1 ? [1, extents[1]].contains($1) : $1 == 1 }) else {
            return nil
        }
        let values = tensor.floats
        return values.count == 1 ? [Float](repeating: values[0], count: extents[1]) : values
    }
}

// Sums, differences, products and quotients.
extension ONNXImporter {
    /// How two values are joined, number by number.
    enum Joining {
        case sum
        case difference
        case product
        case quotient

        var kind: Eltwise.Kind {
            switch self {
            case .sum: .sum(coefficients: [1, 1])
            case .difference: .sum(coefficients: [1, -1])
            case .product: .product
            case .quotient: .quotient
            }
        }

        func value<Number: BinaryFloatingPoint>(_ a: Number, _ b: Number) -> Number {
            switch self {
            case .sum: a + b
            case .difference: a - b
            case .product: a * b
            case .quotient: a / b
            }
        }

        /// The same of whole numbers, nil where there is none.
        func value(_ a: Int, _ b: Int) -> Int? {
            let (result, overflow) =
                switch self {
                case .sum: a.addingReportingOverflow(b)
                case .difference: a.subtractingReportingOverflow(b)
                case .product: a.multipliedReportingOverflow(by: b)
                case .quotient: b == 0 ? (0, true) : a.dividedReportingOverflow(by: b)
                }
            return overflow ? nil : result
        }
    }

    mutating func arithmetic(_ node: ONNXNode) throws(ImportError) -> Value {
        let joining: Joining =
            switch node.type {
            case "Add": .sum
            case "Sub": .difference
            case "Mul": .product
            default: .quotient
            }
        return try joined(joining, input(0, of: node), input(1, of: node), node)
    }

    /// Joins two values that are broadcast to one shape.
    mutating func joined(_ joining: Joining, _ a: Value, _ b: Value, _ node: ONNXNode) throws(ImportError)
        -> Value
    {
        let shape = try broadcast(extents(of: a), extents(of: b), node)
        switch (a, b) {
        case (.constant(let a), .constant(let b)): return .constant(try joined(joining, a, b, shape, node))
        case (.computed(let x), .constant(let tensor)) where graph.shape(of: x).extents == shape:
            if let numbers = perChannel(tensor, over: shape) {
                return try append(.scale(scale(joining, by: numbers)), [a], node)
            }
        case (.constant(let tensor), .computed(let x)) where graph.shape(of: x).extents == shape:
            if joining != .quotient, let numbers = perChannel(tensor, over: shape) {
                var scale = scale(joining, by: numbers)
                if joining == .difference {
                    scale = Scale(scale: numbers.map { _ in -1 }, shift: numbers)
                }
                return try append(.scale(scale), [b], node)
            }
        default: break
        }
        return try append(
            .eltwise(Eltwise(joining.kind)),
            [expanded(a, to: shape, node), expanded(b, to: shape, node)],
            node
        )
    }

    /// What joining with a number for each channel does.
    private func scale(_ joining: Joining, by numbers: [Float]) -> Scale {
        let none = numbers.map { _ in Float(0) }
        let one = numbers.map { _ in Float(1) }
        return switch joining {
        case .sum: Scale(scale: one, shift: numbers)
        case .difference: Scale(scale: one, shift: numbers.map { -$0 })
        case .product: Scale(scale: numbers, shift: none)
        case .quotient: Scale(scale: numbers.map { 1 / $0 }, shift: none)
        }
    }

    private mutating func joined(
        _ joining: Joining,
        _ a: ONNXTensor,
        _ b: ONNXTensor,
        _ shape: [Int],
        _ node: ONNXNode
    ) throws(ImportError) -> ONNXTensor {
        guard case .constant(let a) = try expanded(.constant(a), to: shape, node),
            case .constant(let b) = try expanded(.constant(b), to: shape, node)
        else { preconditionFailure("constants stay constants") }
        try check(shape, node)
        if let first = a.integers, let second = b.integers {
            let results = zip(first, second).compactMap { joining.value($0, $1) }
            guard results.count == first.count else { throw node.error("its result is no number") }
            return ONNXTensor(shape, .integers(results))
        }
        return ONNXTensor(shape, .floats(zip(a.floats, b.floats).map { joining.value($0, $1) }))
    }
}

// Norms and products.
extension ONNXImporter {
    mutating func batchNormalization(_ node: ONNXNode) throws(ImportError) -> Value {
        guard try node.integer("training_mode", default: 0) == 0 else {
            throw node.unsupported("training is not supported")
        }
        let x = try input(0, of: node)
        let rank = extents(of: x).count
        let epsilon = Double(try node.float("epsilon", default: 1e-5))
        var parts: [[Float]] = []
        for index in 1...4 { parts.append(try constant(index, of: node).floats) }
        let (gamma, beta, mean, variance) = (parts[0], parts[1], parts[2], parts[3])
        guard rank >= 2, parts.allSatisfy({ $0.count == gamma.count }) else {
            throw node.error("scales, shifts, means and variances differ in number")
        }
        let factor = zip(gamma, variance).map { Float(Double($0) / (Double($1) + epsilon).squareRoot()) }
        let shift = factor.indices.map { beta[$0] - mean[$0] * factor[$0] }
        let shape = [gamma.count] + [Int](repeating: 1, count: rank - 2)
        let scaled = try joined(.product, x, .constant(ONNXTensor(shape, .floats(factor))), node)
        return try joined(.sum, scaled, .constant(ONNXTensor(shape, .floats(shift))), node)
    }

    mutating func gemm(_ node: ONNXNode) throws(ImportError) -> Value {
        var a = try input(0, of: node)
        var b = try constant(1, of: node)
        guard extents(of: a).count == 2, b.extents.count == 2 else {
            throw node.error("its inputs are no matrices")
        }
        if try node.integer("transA", default: 0) != 0 { a = try permuted(a, [1, 0], node) }
        // The weights are [outputs, inputs].
        if try node.integer("transB", default: 0) == 0 {
            try check(b.extents, node)
            b = b.permuted([1, 0])
        }
        let alpha = try node.float("alpha", default: 1)
        let beta = try node.float("beta", default: 1)
        let bias = try optionalConstant(2, of: node)
        let added = (bias?.floats ?? []).map { $0 * beta }
        let isForEach = bias.map { $0.extents.last == b.extents[0] && $0.count == b.extents[0] } ?? false
        let product = try rows(a, by: b, alpha, bias: isForEach ? added : [], node)
        guard let bias, !isForEach else { return product }
        return try joined(.sum, product, .constant(ONNXTensor(bias.extents, .floats(added))), node)
    }

    mutating func matrixProduct(_ node: ONNXNode) throws(ImportError) -> Value {
        let a = try input(0, of: node)
        let b = try constant(1, of: node)
        guard b.extents.count == 2 else {
            throw node.unsupported("a second matrix with \(b.extents.count) axes is not supported")
        }
        try check(b.extents, node)
        let product = try rows(a, by: b.permuted([1, 0]), 1, bias: [], node)
        return try reshaped(product, extents(of: a).dropLast() + [b.extents[1]], node)
    }

    /// The products of rows along the last axis with weights `[outputs, inputs]`.
    private mutating func rows(
        _ a: Value,
        by weights: ONNXTensor,
        _ factor: Float,
        bias: [Float],
        _ node: ONNXNode
    ) throws(ImportError) -> Value {
        guard extents(of: a).last == weights.extents[1] else {
            throw node.error("\(extents(of: a)) by weights of \(weights.extents)")
        }
        let values = factor == 1 ? weights.floats : weights.floats.map { $0 * factor }
        return try append(
            .linear(Linear(outputs: weights.extents[0], weights: values, bias: bias)),
            [a],
            node
        )
    }

    mutating func softmax(_ node: ONNXNode) throws(ImportError) -> Value {
        let x = try input(0, of: node)
        let extents = extents(of: x)
        let isOld = model.opset < 13
        let axis = try axis(node.integer("axis", default: isOld ? 1 : -1), of: extents.count, node)
        guard isOld else { return try append(.softmax(Softmax(axis: axis)), [x], node) }
        // All axes from this one on are one.
        let flat = [extents[..<axis].reduce(1, *), extents[axis...].reduce(1, *)]
        let result = try append(.softmax(Softmax(axis: 1)), [reshaped(x, flat, node)], node)
        return try reshaped(result, extents, node)
    }

    mutating func reduce(_ node: ONNXNode, _ kind: Reduce.Kind) throws(ImportError) -> Value {
        let x = try input(0, of: node)
        let extents = extents(of: x)
        var axes = try axes(integers("axes", orInput: 1, of: node) ?? [], of: extents.count, node)
        if axes.isEmpty {
            if try node.integer("noop_with_empty_axes", default: 0) != 0 { return x }
            axes = Array(extents.indices)
        }
        let reduced = try append(.reduce(Reduce(kind, axes: axes)), [x], node)
        guard try node.integer("keepdims", default: 1) == 0 else { return reduced }
        return try reshaped(reduced, extents.indices.filter { !axes.contains($0) }.map { extents[$0] }, node)
    }

    mutating func lpNormalization(_ node: ONNXNode) throws(ImportError) -> Value {
        let x = try input(0, of: node)
        let axis = try axis(node.integer("axis", default: -1), of: extents(of: x).count, node)
        let kind: Reduce.Kind
        switch try node.integer("p", default: 2) {
        case 1: kind = .l1
        case 2: kind = .l2
        case let p: throw node.error("p is \(p), not 1 or 2")
        }
        let norm = try append(.reduce(Reduce(kind, axes: [axis])), [x], node)
        // Zeros stay zeros.
        let limits = Float.leastNormalMagnitude...Float.infinity
        let divisor = try append(.activate(Activate(Activation(limits: limits))), [norm], node)
        return try joined(.quotient, x, divisor, node)
    }
}
