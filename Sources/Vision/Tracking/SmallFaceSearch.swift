public import FaceTypes

/// Chooses the tiles in which small faces are looked for, frame by frame: those of faces that are known, and
/// in turns all others.
public struct SmallFaceSearch: Sendable {
    /// How hard is looked.
    public enum Effort: String, Sendable, CaseIterable {
        /// Not at all: the whole picture alone.
        case off
        /// As many tiles a frame as the frame rate allows.
        case auto
        /// All tiles in each frame.
        case full
    }

    /// How hard is looked.
    public let effort: Effort

    private var size = (width: 0, height: 0)
    private var plan: [Tile] = []
    /// The tile of the plan that comes next, and the track.
    private var nextTile = 0
    private var nextTrack = 0
    private var chosen: [Tile] = []

    /// Begins a search.
    public init(effort: Effort) { self.effort = effort }

    /// Chooses tiles for a frame.
    ///
    /// - Parameters:
    ///   - tracks: the living tracks, where they were seen last.
    ///   - width: of the frame, in pixels.
    ///   - height: of the frame, in pixels.
    ///   - budget: how many tiles may be looked at with `auto`; the first is of a known face, the others in turns.
    /// - Returns: the tiles; none where the whole picture shows everything.
    public mutating func tiles(for tracks: [Track], width: Int, height: Int, budget: Int) -> [Tile] {
        chosen.removeAll(keepingCapacity: true)
        guard effort != .off else { return chosen }
        if size != (width, height) {
            (size, plan) = ((width, height), TilePlan.tiles(width: width, height: height))
            nextTile = 0
        }
        guard !plan.isEmpty else { return chosen }
        guard effort == .auto else { return plan }
        // Of an odd budget one more for faces that are known: they must not be lost while new ones are looked
        // for.
        chooseTracks(tracks, (budget + 1) / 2)
        while chosen.count < min(budget, plan.count) {
            chosen.append(plan[nextTile % plan.count])
            nextTile = (nextTile + 1) % plan.count
        }
        return chosen
    }

    private mutating func chooseTracks(_ tracks: [Track], _ count: Int) {
        let small = tracks.count { !isFoundInWhole($0) }
        guard small > 0 else { return }
        for step in 0..<min(count, small) {
            guard let box = smallTrack((nextTrack + step) % small, of: tracks)?.detection.box else {
                continue
            }
            // One tile may show several.
            guard !chosen.contains(where: { $0.contains(box) }) else { continue }
            chosen.append(TilePlan.tile(around: box, width: size.width, height: size.height))
        }
        nextTrack = (nextTrack + count) % small
    }

    /// The small face at a position: those that are not believed yet come first, for a frame without them
    /// ends them.
    private func smallTrack(_ position: Int, of tracks: [Track]) -> Track? {
        var left = position
        for pass in 0..<2 {
            for track in tracks where (track.state == .tentative) == (pass == 0) && !isFoundInWhole(track) {
                if left == 0 { return track }
                left -= 1
            }
        }
        return nil
    }

    private func isFoundInWhole(_ track: Track) -> Bool {
        TilePlan.isFoundInWhole(track.detection.box, width: size.width, height: size.height)
    }

    /// Whether a face at a place would have been seen in a frame: in the whole picture, or in one of the
    /// tiles.
    public func hasLooked(for box: Box, in tiles: [Tile], width: Int, height: Int) -> Bool {
        effort == .off || plan.isEmpty || TilePlan.isFoundInWhole(box, width: width, height: height)
            || tiles.contains { $0.contains(box) }
    }
}
