public import Gallery
import Vision

/// When a face is somebody known: the cut is chosen so that at most one stranger of so many is named.
public struct MatchPolicy: Sendable {
    /// What photos are compared by when they are enrolled or checked, whatever the gallery's size.
    public let standard: Matcher
    private let margin: Float
    /// Says how near strangers come; nil where the user has a cut of their own, or nothing is known of the embedder.
    private let strangers: StrangerModel?
    private let strangersPerName: Int

    /// Takes one matcher for galleries of any size.
    public init(fixed matcher: Matcher) {
        (standard, margin, strangers, strangersPerName) = (matcher, matcher.margin, nil, 1)
    }

    /// As the settings have it, or else the embedder's description.
    init(_ description: EmbedderDescription, _ settings: Settings) {
        margin = settings.margin ?? description.margin
        standard = Matcher(threshold: settings.threshold ?? description.threshold, margin: margin)
        strangers = settings.threshold == nil ? description.strangers : nil
        strangersPerName = settings.strangers
    }

    /// Refining from a gallery needs so many people, and so many comparisons beyond the share that is compared.
    private static let leastPeople = 10
    private static let refinedShare = 0.02
    /// By how much a gallery's own people may make the cut stricter, or looser.
    private static let refinement: ClosedRange<Float> = -0.3...0.1

    /// Says who is who in a gallery: the more people there are, the nearer must a face be.
    public func matcher(for gallery: Gallery) -> Matcher {
        guard let strangers, !gallery.people.isEmpty else { return standard }
        let people = Double(gallery.people.count)
        let templates = Double(gallery.templateCount) / people
        // A stranger is named if near enough to any of the people.
        let share = 1 / (Double(strangersPerName) * people)
        let cut = strangers.cut(share: share, templates: templates)
        return Matcher(threshold: cut + refinement(strangers, gallery, templates), margin: margin)
    }

    /// By how much nearer the gallery's own people come to each other than strangers do to people in general.
    private func refinement(_ strangers: StrangerModel, _ gallery: Gallery, _ templates: Double) -> Float {
        guard gallery.people.count >= Self.leastPeople else { return 0 }
        let own = gallery.distancesBetweenPeople(atMost: 200_000)
        guard Double(own.count) * Self.refinedShare >= 20 else { return 0 }
        let nearest = own[Int(Double(own.count) * Self.refinedShare)]
        let expected = strangers.cut(share: Self.refinedShare, templates: templates)
        return max(Self.refinement.lowerBound, min(Self.refinement.upperBound, nearest - expected))
    }
}
