import Glibc

/// How near strangers come to an enrolled person, by an embedder: measured by `facetop evaluate` (docs/models.md).
public struct StrangerModel: Sendable {
    /// Squared distances within which a tenth, a hundredth and so on of all strangers come to a person with one photo.
    let single: [Float]
    /// The same with three photos.
    let several: [Float]

    /// Makes a model; both lists have as many numbers, at least two, each smaller than the one before.
    public init(single: [Float], several: [Float]) {
        precondition(single.count == several.count && single.count >= 2, "two lists of shares")
        (self.single, self.several) = (single, several)
    }

    /// The cut at which a share of the strangers is taken for one person.
    ///
    /// - Parameters:
    ///   - share: above 0, at most 1.
    ///   - templates: how many photos the person has; of several people, on average.
    /// - Returns: a squared distance.
    public func cut(share: Double, templates: Double) -> Float {
        let weight = Float(min(1, max(0, (templates - 1) / 2)))
        // The logarithm of the share lies between two of the list's, or behind the last.
        let place = max(0, -log10(max(share, 1e-12)) - 1)
        let index = min(Int(place), single.count - 2)
        let part = Float(place) - Float(index)
        func value(_ list: [Float]) -> Float { list[index] + (list[index + 1] - list[index]) * part }
        return max(0, value(single) + (value(several) - value(single)) * weight)
    }
}
