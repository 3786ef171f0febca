import Kernels

/// Picks numbers along every axis: cutting, repeating, padding, reversing, and nearest-neighbor resizing.
///
/// The number at `(i, j, ...)` is the input's at `(picks[0][i], picks[1][j], ...)`, or `fill` where one of those is
/// nil.
public struct Select: LayerOperation {
    /// For each axis the input's index for each of the output's, nil outside.
    public var picks: [[Int?]]
    /// What stands outside.
    public var fill: Float

    /// Makes an operation.
    public init(_ picks: [[Int?]], fill: Float = 0) { (self.picks, self.fill) = (picks, fill) }

    var name: String { "select" }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        let extents = inputs.first.extents
        let fits = zip(picks, extents).allSatisfy { picks, extent in
            picks.allSatisfy { $0.map((0..<extent).contains) ?? true }
        }
        try inputs.require(picks.count == extents.count && fits, "what is picked is not there")
        return try inputs.shape(picks.map(\.count))
    }

    func layer(_ context: LayerContext) -> any Layer { SelectLayer(context, self) }

    /// Does the same to numbers of any kind.
    ///
    /// - Parameters:
    ///   - values: the numbers.
    ///   - extents: how they are arranged; `picks` fit them.
    ///   - fill: what stands outside.
    /// - Returns: the numbers that were picked.
    public func selected<Number>(from values: [Number], _ extents: [Int], fill: Number) -> [Number] {
        var result: [Number] = []
        forEach(in: extents) { source in result.append(source.map { values[$0] } ?? fill) }
        return result
    }

    /// Calls a closure for every number of the output, in order, with its place in the input.
    func forEach(in extents: [Int], _ body: (Int?) -> Void) {
        var strides = [Int](repeating: 1, count: extents.count)
        for axis in extents.indices.dropLast().reversed() {
            strides[axis] = strides[axis + 1] * extents[axis + 1]
        }
        visit(0, strides, 0, body)
    }

    private func visit(_ axis: Int, _ strides: [Int], _ offset: Int?, _ body: (Int?) -> Void) {
        guard axis < picks.count else { return body(offset) }
        for pick in picks[axis] {
            let place = pick.flatMap { pick in offset.map { $0 + pick * strides[axis] } }
            visit(axis + 1, strides, place, body)
        }
    }
}

/// Picks numbers along every axis.
struct SelectLayer: Layer {
    private let context: LayerContext
    private let fill: Float
    /// For each number of the output its place in the input, -1 outside.
    private let places: [Int32]

    init(_ context: LayerContext, _ operation: Select) {
        (self.context, fill) = (context, operation.fill)
        var places: [Int32] = []
        operation.forEach(in: context.input.shape.extents) { places.append(Int32($0 ?? -1)) }
        self.places = places
    }

    func run() {
        let input = unsafe context.input.pointer
        let output = unsafe context.output.pointer
        for (index, place) in places.enumerated() {
            unsafe output[index] = place < 0 ? fill : input[Int(place)]
        }
    }
}
