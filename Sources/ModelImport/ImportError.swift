/// Why a model file is refused.
public struct ImportError: Error, Hashable, CustomStringConvertible {
    /// The file.
    public let file: String
    /// Where in the file, in bytes; nil where the problem has no one place.
    public let offset: Int?
    /// The layer, nil outside of one.
    public let layer: String?
    /// What is wrong.
    public let problem: String

    /// Whether the file may be good, and it is facetop that can't do what it says.
    public let isUnsupported: Bool

    /// Makes an error.
    public init(
        file: String,
        offset: Int? = nil,
        layer: String? = nil,
        problem: String,
        isUnsupported: Bool = false
    ) {
        (self.file, self.offset, self.layer, self.problem) = (file, offset, layer, problem)
        self.isUnsupported = isUnsupported
    }

    /// What, where, and what to do.
    public var description: String {
        var place = file
        if let layer { place += ": '\(layer)'" }
        if let offset { place += " at byte \(offset)" }
        return "\(place): \(problem)\(isUnsupported ? "" : "; get the file again")"
    }
}
