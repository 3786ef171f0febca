/// Why a graph can't be built or planned.
public enum InferenceError: Error, Hashable, CustomStringConvertible {
    /// A node's parameters do not fit its input.
    case badShape(node: String, input: [Shape], problem: String)
    /// All values together are larger than any real network's.
    case tooLarge(count: Int)
    /// A wanted output does not exist.
    case unknownOutput(String)

    /// What is wrong, with the node's name and the shapes.
    public var description: String {
        switch self {
        case .badShape(let node, let input, let problem):
            "'\(node)' on \(input.map(\.description).joined(separator: ", ")): \(problem)"
        case .tooLarge(let count):
            "the network needs memory for \(count) numbers, more than \(Shape.maximumCount)"
        case .unknownOutput(let name): "the network has no output '\(name)'"
        }
    }
}
