import Inference

// Resizing to the nearest number.
extension ONNXImporter {
    mutating func resize(_ node: ONNXNode) throws(ImportError) -> Value {
        let mode = try node.text("mode", default: "nearest")
        guard mode == "nearest" else { throw node.unsupported("resizing by '\(mode)' is not supported") }
        let x = try input(0, of: node)
        let own = extents(of: x)
        let axes = try axes(node.integers("axes") ?? Array(own.indices), of: own.count, node)
        let (scales, sizes) = try scales(node, axes.map { own[$0] })
        try check(sizes, node)
        var picks = try allPicks(of: own, node)
        for (index, axis) in axes.enumerated() {
            let place = try position(node, from: own[axis], to: sizes[index], scale: scales[index])
            let nearest = try rounding(node)
            picks[axis] = (0..<sizes[index]).map { max(0, min(own[axis] - 1, nearest(place(Double($0))))) }
        }
        return try selected(x, Select(picks), node)
    }

    /// By how much each extent grows, and what it becomes.
    private func scales(
        _ node: ONNXNode,
        _ extents: [Int]
    ) throws(ImportError) -> (scales: [Double], sizes: [Int]) {
        // Upsample and the first Resize have the scales where later ones have a region of interest.
        let isOld = node.type == "Upsample" || model.opset < 11
        if let sizes = isOld ? nil : try optionalIntegers(3, of: node), !sizes.isEmpty {
            guard sizes.count == extents.count,
                sizes.allSatisfy({ (1...ONNXTensor.maximumCount).contains($0) })
            else {
                throw node.error("sizes \(sizes) of \(extents)")
            }
            let ratios = zip(sizes, extents).map { Double($0) / Double($1) }
            let common: Double?
            switch try node.text("keep_aspect_ratio_policy", default: "stretch") {
            case "stretch": common = nil
            case "not_larger": common = ratios.min()
            case "not_smaller": common = ratios.max()
            case let other: throw node.error("keep_aspect_ratio_policy '\(other)'")
            }
            guard let common else { return (ratios, sizes) }
            return (extents.map { _ in common }, extents.map { Int((common * Double($0)).rounded()) })
        }
        var given = try node.floats("scales") ?? []
        if given.isEmpty { given = try optionalConstant(isOld ? 1 : 2, of: node)?.floats ?? [] }
        let scales = given.map(Double.init)
        guard scales.count == extents.count, scales.allSatisfy({ $0 > 1e-6 && $0 < 1e6 }) else {
            throw node.error("scales \(given) of \(extents)")
        }
        return (scales, zip(scales, extents).map { Int(($0 * Double($1)).rounded(.down)) })
    }

    /// Where along an axis of the input a place of the output lies.
    private func position(
        _ node: ONNXNode,
        from extent: Int,
        to size: Int,
        scale: Double
    ) throws(ImportError) -> (Double) -> Double {
        let isOld = node.type == "Upsample" || model.opset < 11
        let standard = isOld ? "asymmetric" : "half_pixel"
        switch try node.text("coordinate_transformation_mode", default: standard) {
        case "asymmetric": return { $0 / scale }
        case "half_pixel": return { ($0 + 0.5) / scale - 0.5 }
        case "pytorch_half_pixel": return { size > 1 ? ($0 + 0.5) / scale - 0.5 : 0 }
        case "align_corners": return { size > 1 ? $0 * Double(extent - 1) / Double(size - 1) : 0 }
        case "half_pixel_symmetric":
            let offset = Double(extent) / 2 * (1 - Double(size) / (scale * Double(extent)))
            return { offset + ($0 + 0.5) / scale - 0.5 }
        case let other: throw node.unsupported("'\(other)' is not supported")
        }
    }

    private func rounding(_ node: ONNXNode) throws(ImportError) -> (Double) -> Int {
        let isOld = node.type == "Upsample" || model.opset < 11
        switch try node.text("nearest_mode", default: isOld ? "floor" : "round_prefer_floor") {
        case "round_prefer_floor": return { Int(($0 - 0.5).rounded(.up)) }
        case "round_prefer_ceil": return { Int(($0 + 0.5).rounded(.down)) }
        case "floor": return { Int($0.rounded(.down)) }
        case "ceil": return { Int($0.rounded(.up)) }
        case let other: throw node.error("nearest_mode '\(other)'")
        }
    }
}
