/// New extents: 0 copies the input's, -1 takes what is left.
///
/// Caffe's Reshape.
public struct Reshape: LayerOperation {
    /// The wanted extents.
    public var extents: [Int]

    /// Makes an operation.
    public init(_ extents: [Int]) { self.extents = extents }

    var name: String { "reshape" }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        let input = inputs.first
        try inputs.require(!extents.isEmpty && extents.count <= 8, "\(extents.count) extents")
        var found = extents
        for i in found.indices where found[i] == 0 {
            try inputs.require(i < input.rank, "extent \(i) is to be copied, but there is none")
            found[i] = input.extents[i]
        }
        let free = found.indices.filter { found[$0] == -1 }
        try inputs.require(free.count <= 1, "more than one extent of -1")
        if let free = free.first {
            let others = try inputs.shape(
                found.enumerated().filter { $0.offset != free }.map(\.element) + [1]
            )
            try inputs.require(
                input.count % others.count == 0,
                "\(input.count) numbers do not fill \(extents)"
            )
            found[free] = input.count / others.count
        }
        let result = try inputs.shape(found)
        try inputs.require(result.count == input.count, "\(input.count) numbers do not fill \(extents)")
        return result
    }

    func lower(_ value: Graph.Value, in planner: inout Planner) {
        planner.place(value, asInputIn: .planar)
    }
}
