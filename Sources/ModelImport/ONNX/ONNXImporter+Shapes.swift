import Inference

// Operators that arrange numbers anew, and those that make them from shapes.
extension ONNXImporter {
    /// Arranges the same numbers in another shape.
    mutating func reshaped(_ value: Value, _ extents: [Int], _ node: ONNXNode) throws(ImportError) -> Value {
        switch value {
        case .constant(let tensor): return .constant(tensor.reshaped(extents))
        case .computed(let computed):
            guard graph.shape(of: computed).extents != extents else { return value }
            return try append(.reshape(Reshape(extents)), [value], node)
        }
    }

    /// Picks numbers along every axis.
    mutating func selected(_ value: Value, _ select: Select, _ node: ONNXNode) throws(ImportError) -> Value {
        try check(select.picks.map(\.count), node)
        switch value {
        case .constant(let tensor): return .constant(tensor.selected(select))
        case .computed: return try append(.select(select), [value], node)
        }
    }

    /// Brings the axes in another order.
    mutating func permuted(_ value: Value, _ order: [Int], _ node: ONNXNode) throws(ImportError) -> Value {
        switch value {
        case .constant(let tensor):
            try check(tensor.extents, node)
            return .constant(tensor.permuted(order))
        case .computed: return try append(.permute(Permute(order: order)), [value], node)
        }
    }

    /// The shape that two shapes are broadcast to, aligned at their ends.
    func broadcast(_ a: [Int], _ b: [Int], _ node: ONNXNode) throws(ImportError) -> [Int] {
        let rank = max(a.count, b.count)
        let first = [Int](repeating: 1, count: rank - a.count) + a
        let second = [Int](repeating: 1, count: rank - b.count) + b
        let fits = zip(first, second).allSatisfy { $0 == $1 || $0 == 1 || $1 == 1 }
        guard fits else { throw node.error("shapes \(a) and \(b) do not go together") }
        return zip(first, second).map { $0 == 1 ? $1 : $0 }
    }

    /// Repeats numbers along the axes where there is but one, until the shape is reached.
    mutating func expanded(_ value: Value, to shape: [Int], _ node: ONNXNode) throws(ImportError) -> Value {
        var own = extents(of: value)
        guard own != shape else { return value }
        own = [Int](repeating: 1, count: shape.count - own.count) + own
        try check(shape, node)
        let aligned = try reshaped(value, own, node)
        let picks = zip(own, shape).map { own, wanted in (0..<wanted).map { own == 1 ? 0 : $0 as Int? } }
        return try selected(aligned, Select(picks), node)
    }

    mutating func expand(_ node: ONNXNode) throws(ImportError) -> Value {
        let x = try input(0, of: node)
        let wanted = try optionalIntegers(1, of: node) ?? []
        return try expanded(x, to: broadcast(extents(of: x), wanted, node), node)
    }

    mutating func reshape(_ node: ONNXNode) throws(ImportError) -> Value {
        let x = try input(0, of: node)
        let own = extents(of: x)
        guard var shape = try integers("shape", orInput: 1, of: node) else {
            throw node.error("has no shape")
        }
        let keepsZeros = try node.integer("allowzero", default: 0) != 0
        for axis in shape.indices where shape[axis] == 0 && !keepsZeros {
            guard axis < own.count else { throw node.error("shape \(shape) of \(own)") }
            shape[axis] = own[axis]
        }
        let count = own.reduce(1, *)
        if let free = shape.firstIndex(of: -1) {
            shape[free] = 1
            try check(shape, node)
            let others = shape.reduce(1, *)
            guard others > 0, count.isMultiple(of: others) else {
                throw node.error("shape \(shape) of \(own)")
            }
            shape[free] = count / others
        }
        try check(shape, node)
        guard shape.count <= 8, shape.reduce(1, *) == count else {
            throw node.error("shape \(shape) of \(own)")
        }
        return try reshaped(x, shape, node)
    }

    mutating func flatten(_ node: ONNXNode) throws(ImportError) -> Value {
        let x = try input(0, of: node)
        let own = extents(of: x)
        let given = try node.integer("axis", default: 1)
        let axis = given < 0 ? given &+ own.count : given
        guard (0...own.count).contains(axis) else { throw node.error("axis \(given) of \(own.count)") }
        return try reshaped(x, [own[..<axis].reduce(1, *), own[axis...].reduce(1, *)], node)
    }

    mutating func squeeze(_ node: ONNXNode) throws(ImportError) -> Value {
        let x = try input(0, of: node)
        let own = extents(of: x)
        let given = try integers("axes", orInput: 1, of: node)
        let axes = try given.map { (axes) throws(ImportError) in try self.axes(axes, of: own.count, node) }
        let dropped = axes ?? own.indices.filter { own[$0] == 1 }
        guard dropped.allSatisfy({ own[$0] == 1 }) else { throw node.error("axes \(dropped) of \(own)") }
        return try reshaped(x, own.indices.filter { !dropped.contains($0) }.map { own[$0] }, node)
    }

    mutating func unsqueeze(_ node: ONNXNode) throws(ImportError) -> Value {
        let x = try input(0, of: node)
        var shape = extents(of: x)
        let given = try integers("axes", orInput: 1, of: node) ?? []
        for axis in try axes(given, of: shape.count + given.count, node).sorted() {
            shape.insert(1, at: axis)
        }
        guard shape.count <= 8 else { throw node.error("\(shape.count) axes") }
        return try reshaped(x, shape, node)
    }

    mutating func transpose(_ node: ONNXNode) throws(ImportError) -> Value {
        let x = try input(0, of: node)
        let axes = Array(extents(of: x).indices)
        let order = try node.integers("perm") ?? axes.reversed()
        guard order.sorted() == axes else { throw node.error("perm \(order)") }
        return try permuted(x, order, node)
    }

    mutating func concat(_ node: ONNXNode) throws(ImportError) -> Value {
        var parts: [Value] = []
        for index in node.inputs.indices { parts.append(try input(index, of: node)) }
        guard let first = parts.first else { throw node.error("has no inputs") }
        guard parts.count > 1 else { return first }
        let rank = extents(of: first).count
        let axis = try axis(node.integer("axis", default: 1), of: rank, node)
        // Lists of whole numbers are what shapes are made of; nothing else is joined while a file is read.
        let lists = parts.compactMap { part -> [Int]? in
            guard case .constant(let tensor) = part, tensor.extents.count == 1 else { return nil }
            return tensor.integers
        }
        guard lists.count == parts.count else {
            return try append(.concat(Concat(axis: axis)), parts, node)
        }
        try check([lists.reduce(0) { $0 + $1.count }], node)
        return .constant(ONNXTensor(integers: lists.flatMap(\.self)))
    }

    mutating func split(_ node: ONNXNode) throws(ImportError) -> [Value] {
        let x = try input(0, of: node)
        let own = extents(of: x)
        let axis = try axis(node.integer("axis", default: 0), of: own.count, node)
        let count = try node.integer("num_outputs", default: node.outputs.count)
        guard (1...1 << 12).contains(count), !own.isEmpty, own[axis] <= ONNXTensor.maximumCount else {
            throw node.error("\(count) outputs of \(own)")
        }
        let even = (own[axis] + count - 1) / count
        let sizes =
            try integers("split", orInput: 1, of: node)
            ?? (0..<count).map { max(0, min(even, own[axis] - $0 * even)) }
        guard sizes.allSatisfy({ (0...own[axis]).contains($0) }), sizes.reduce(0, +) == own[axis] else {
            throw node.error("parts of \(sizes) of \(own[axis])")
        }
        var parts: [Value] = []
        var first = 0
        for size in sizes {
            parts.append(try picked(x, along: axis, Array(first..<first + size), node))
            first += size
        }
        return parts
    }

    /// Every index of every axis.
    func allPicks(of extents: [Int], _ node: ONNXNode) throws(ImportError) -> [[Int?]] {
        guard extents.allSatisfy({ $0 <= ONNXTensor.maximumCount }) else {
            throw node.error("it picks from \(extents)")
        }
        return extents.map { extent in (0..<extent).map { $0 as Int? } }
    }

    /// Picks some indices along one axis, all along the others.
    private mutating func picked(
        _ value: Value,
        along axis: Int,
        _ indices: [Int],
        _ node: ONNXNode
    ) throws(ImportError) -> Value {
        var picks = try allPicks(of: extents(of: value), node)
        picks[axis] = indices
        return try selected(value, Select(picks), node)
    }

    mutating func slice(_ node: ONNXNode) throws(ImportError) -> Value {
        let x = try input(0, of: node)
        let own = extents(of: x)
        guard let starts = try integers("starts", orInput: 1, of: node),
            let ends = try integers("ends", orInput: 2, of: node), starts.count == ends.count
        else { throw node.error("its starts and ends do not belong together") }
        let given = try integers("axes", orInput: 3, of: node) ?? Array(starts.indices)
        let axes = try axes(given, of: own.count, node)
        let steps = try optionalIntegers(4, of: node) ?? starts.map { _ in 1 }
        guard axes.count == starts.count, steps.count == starts.count, !steps.contains(0) else {
            throw node.error("its axes and steps do not belong together")
        }
        var picks = try allPicks(of: own, node)
        for (index, axis) in axes.enumerated() {
            let extent = own[axis]
            let step = max(-extent - 1, min(extent + 1, steps[index]))
            func place(_ position: Int, _ limits: ClosedRange<Int>) -> Int {
                max(limits.lowerBound, min(limits.upperBound, position < 0 ? position &+ extent : position))
            }
            if step > 0 {
                let start = place(starts[index], 0...extent)
                picks[axis] = Array(stride(from: start, to: place(ends[index], 0...extent), by: step))
            } else {
                // An end far below 0 means that the first is taken, too.
                let end = ends[index] < -extent ? -1 : place(ends[index], -1...max(extent - 1, -1))
                let start = place(starts[index], -1...max(extent - 1, -1))
                picks[axis] = Array(stride(from: start, to: end, by: step))
            }
        }
        return try selected(x, Select(picks), node)
    }

    mutating func gather(_ node: ONNXNode) throws(ImportError) -> Value {
        let x = try input(0, of: node)
        let own = extents(of: x)
        let indices = try constant(1, of: node)
        let axis = try axis(node.integer("axis", default: 0), of: own.count, node)
        guard let numbers = indices.integers, !own.isEmpty else {
            throw node.error("its indices are no whole numbers")
        }
        let picks = numbers.map { $0 < 0 ? $0 &+ own[axis] : $0 }
        guard picks.allSatisfy((0..<own[axis]).contains) else { throw node.error("an index is out of range") }
        let found = try picked(x, along: axis, picks, node)
        return try reshaped(found, Array(own[..<axis]) + indices.extents + own[(axis + 1)...], node)
    }

    mutating func pad(_ node: ONNXNode) throws(ImportError) -> Value {
        let x = try input(0, of: node)
        let own = extents(of: x)
        guard let pads = try integers("pads", orInput: 1, of: node) else { throw node.error("has no pads") }
        let given = try optionalIntegers(3, of: node) ?? Array(own.indices)
        let axes = try axes(given, of: own.count, node)
        guard pads.count == 2 * axes.count, pads.allSatisfy({ (-1 << 20...1 << 20).contains($0) }) else {
            throw node.error("pads \(pads) of \(own)")
        }
        let fill =
            try node.has("value")
            ? node.float("value", default: 0) : optionalConstant(2, of: node)?.floats.first ?? 0
        let mode = try node.text("mode", default: "constant")
        var picks = try allPicks(of: own, node)
        for (index, axis) in axes.enumerated() {
            let (before, after) = (pads[index], pads[index + axes.count])
            guard let padded = Self.padded(own[axis], before, after, mode) else {
                throw node.error("pads \(pads) of \(own) by '\(mode)'")
            }
            picks[axis] = padded
        }
        return try selected(x, Select(picks, fill: fill), node)
    }

    /// Which index stands where along a padded axis, nil if that mode does not exist or fit.
    private static func padded(_ extent: Int, _ before: Int, _ after: Int, _ mode: String) -> [Int?]? {
        guard before + extent + after >= 0, extent > 0 else { return nil }
        let places = -before..<extent + after
        switch mode {
        case "constant": return places.map { (0..<extent).contains($0) ? $0 : nil }
        case "edge": return places.map { max(0, min(extent - 1, $0)) }
        case "wrap": return places.map { ($0 % extent + extent) % extent }
        case "reflect":
            let period = max(1, 2 * (extent - 1))
            return places.map { place in
                let phase = (place % period + period) % period
                return min(phase, period - phase) % extent
            }
        default: return nil
        }
    }

    mutating func dropout(_ node: ONNXNode) throws(ImportError) -> [Value] {
        let training = try optionalConstant(2, of: node)?.integers?.first ?? 0
        let ratio = try optionalConstant(1, of: node)?.floats.first ?? 0.5
        guard training == 0 || ratio == 0 else { throw node.unsupported("training is not supported") }
        return [try input(0, of: node)]
    }
}

// Numbers that stand in the file, or are made from shapes.
extension ONNXImporter {
    func constant(_ node: ONNXNode) throws(ImportError) -> ONNXTensor {
        if let tensor = try node.tensor("value") { return tensor }
        if node.has("value_float") {
            return ONNXTensor([], .floats([try node.float("value_float", default: 0)]))
        }
        if node.has("value_int") {
            return ONNXTensor([], .integers([try node.integer("value_int", default: 0)]))
        }
        if let values = try node.floats("value_floats") { return ONNXTensor([values.count], .floats(values)) }
        if let values = try node.integers("value_ints") { return ONNXTensor(integers: values) }
        throw node.unsupported("constants other than numbers are not supported")
    }

    mutating func constantOfShape(_ node: ONNXNode) throws(ImportError) -> ONNXTensor {
        let shape = try optionalIntegers(0, of: node) ?? []
        try check(shape, node)
        let count = shape.reduce(1, *)
        switch try node.tensor("value")?.numbers {
        case nil: return ONNXTensor(shape, .floats([Float](repeating: 0, count: count)))
        case .floats(let values):
            return ONNXTensor(shape, .floats([Float](repeating: values.first ?? 0, count: count)))
        case .integers(let values):
            return ONNXTensor(shape, .integers([Int](repeating: values.first ?? 0, count: count)))
        }
    }

    func shape(_ node: ONNXNode) throws(ImportError) -> Value {
        let own = extents(of: try input(0, of: node))
        func place(_ position: Int) -> Int {
            max(0, min(own.count, position < 0 ? position &+ own.count : position))
        }
        let start = place(try node.integer("start", default: 0))
        let end = place(try node.integer("end", default: own.count))
        return .constant(ONNXTensor(integers: start < end ? Array(own[start..<end]) : []))
    }

    mutating func cast(_ node: ONNXNode) throws(ImportError) -> Value {
        let x = try input(0, of: node)
        let type = try node.integer("to", default: 0)
        // Numbers are kept as floats: halves hold nearly as much, bfloat16 much less.
        guard let element = ONNXTensor.Element(rawValue: UInt64(clamping: type)), element != .bfloat16 else {
            throw node.unsupported("numbers of data type \(type) are not supported")
        }
        switch x {
        case .constant(let tensor):
            try check(tensor.extents, node)
            let numbers: ONNXTensor.Numbers =
                if element.isFloat {
                    .floats(tensor.floats)
                } else if element == .bool {
                    .integers(tensor.floats.map { $0 == 0 ? 0 : 1 })
                } else {
                    .integers(tensor.integers ?? tensor.floats.map(Int.init(saturating:)))
                }
            return .constant(ONNXTensor(tensor.extents, numbers))
        case .computed:
            // Whatever the width, what is computed is computed in floats.
            guard element.isFloat else { throw node.unsupported("computing whole numbers is not supported") }
            return x
        }
    }
}
