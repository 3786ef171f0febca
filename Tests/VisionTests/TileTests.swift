import FaceTypes
import TestSupport
import Testing

@testable import Vision

@Suite("tiles")
struct TileTests {
    @Test(
        "cover the frame, and overlap by as much as the least face that larger tiles find",
        arguments: [(640, 480, 0), (1280, 720, 6), (1920, 1080, 8), (3840, 2160, 48), (600, 4000, 13)]
    )
    func plan(width: Int, height: Int, count: Int) {
        let tiles = TilePlan.tiles(width: width, height: height)
        #expect(tiles.count == count)
        for tile in tiles {
            #expect(
                tile.x >= 0 && tile.y >= 0 && tile.x + tile.width <= width && tile.y + tile.height <= height
            )
        }
        guard count > 0 else { return }
        // A face of any size at any place lies whole in a tile or is large enough in the whole frame.
        var random = SeededGenerator(seed: 5)
        for _ in 0..<2000 {
            let side = Float.random(in: 34...Float(min(width, height)) / 2, using: &random)
            let box = Box(
                x: Float.random(in: 0...Float(width) - side, using: &random),
                y: Float.random(in: 0...Float(height) - side, using: &random),
                width: side,
                height: side
            )
            let isInTile = tiles.contains { tile in
                tile.contains(box)
                    && min(side * 300 / Float(tile.width), side * 300 / Float(tile.height)) >= 16.9
            }
            #expect(
                isInTile || TilePlan.isFoundInWhole(box, width: width, height: height),
                "\(box) in \(width)x\(height)"
            )
        }
    }

    @Test("a known face's tile lies inside the frame, wherever the face is")
    func around() {
        for (x, y) in [(-1e30, 0), (1270, 700), (600, 300), (1e30, 1e30)] as [(Float, Float)] {
            let tile = TilePlan.tile(around: Box(x: x, y: y, width: 50, height: 60), width: 1280, height: 720)
            #expect(tile.width == 360 && tile.height == 360)
            #expect((0...920).contains(tile.x) && (0...360).contains(tile.y))
        }
        let monster = Box(x: -1e30, y: 0, width: 1e38, height: 1e38)
        #expect(TilePlan.tile(around: monster, width: 1280, height: 720).width == 720)
        let box = Box(x: 600, y: 300, width: 50, height: 60)
        #expect(TilePlan.tile(around: box, width: 1280, height: 720).contains(box))
        #expect(TilePlan.tile(around: box, width: 200, height: 100).width == 100)
    }

    @Test("a face at an inner edge is cut, at the frame's edge it is not")
    func cut() {
        let tile = Tile(x: 0, y: 100, width: 600, height: 600)
        func cuts(_ x: Float, _ y: Float) -> Bool {
            tile.cuts(Box(x: x, y: y, width: 50, height: 50), frameWidth: 1280, frameHeight: 700)
        }
        #expect(!cuts(-5, 300) && cuts(300, 99) && cuts(560, 300) && !cuts(300, 660) && !cuts(300, 300))
    }

    @Test(
        "of one face seen several times one detection is left: the whole picture's where it is large, else the surest"
    )
    func merge() {
        func detection(_ x: Float, _ side: Float, _ confidence: Float) -> Detection {
            Detection(box: Box(x: x, y: 10, width: side, height: side), confidence: confidence)
        }
        // 200 pixels of 1280x720 are 47 in the detector's input; 60 are 14.
        var found = [
            detection(0, 200, 0.7), detection(500, 60, 0.7), detection(5, 195, 1), detection(502, 62, 0.9),
            detection(900, 50, 0.8),
        ]
        DetectionMerger.merge(&found, wholeCount: 2, width: 1280, height: 720)
        #expect(found == [detection(502, 62, 0.9), detection(900, 50, 0.8), detection(0, 200, 0.7)])
        var part = [detection(100, 60, 0.9), detection(110, 20, 0.8)]
        DetectionMerger.merge(&part, wholeCount: 0, width: 1280, height: 720)
        #expect(part == [detection(100, 60, 0.9)])
        var none: [Detection] = []
        DetectionMerger.merge(&none, wholeCount: 0, width: 1, height: 1)
        #expect(none.isEmpty)
    }

    private func track(_ number: Int, x: Float, side: Float, _ state: Track.State) -> Track {
        Track(
            id: TrackID(number),
            detection: Faces.detection(x: x, y: 100, side: side),
            state: state,
            at: Faces.time(0)
        )
    }

    @Test("known small faces are found again, new ones first, and all tiles have their turn")
    func search() {
        var search = SmallFaceSearch(effort: .auto)
        let tracks = [
            track(1, x: 100, side: 40, .confirmed), track(2, x: 900, side: 40, .tentative),
            track(3, x: 0, side: 300, .confirmed),
        ]
        let first = search.tiles(for: tracks, width: 1280, height: 720, budget: 2)
        #expect(first.count == 2 && first[0].contains(tracks[1].detection.box))
        let second = search.tiles(for: tracks, width: 1280, height: 720, budget: 2)
        #expect(second[0].contains(tracks[0].detection.box))
        var seen = Set([first[1], second[1]])
        for _ in 0..<4 { seen.formUnion(search.tiles(for: [], width: 1280, height: 720, budget: 1)) }
        #expect(seen == Set(TilePlan.tiles(width: 1280, height: 720)))
        #expect(search.hasLooked(for: tracks[2].detection.box, in: [], width: 1280, height: 720))
        #expect(!search.hasLooked(for: tracks[0].detection.box, in: [], width: 1280, height: 720))
        #expect(search.tiles(for: tracks, width: 640, height: 480, budget: 9).isEmpty)
        #expect(search.hasLooked(for: tracks[0].detection.box, in: [], width: 640, height: 480))
        var full = SmallFaceSearch(effort: .full)
        #expect(full.tiles(for: [], width: 1280, height: 720, budget: 0).count == 6)
        var off = SmallFaceSearch(effort: .off)
        #expect(off.tiles(for: tracks, width: 1280, height: 720, budget: 9).isEmpty)
    }

    @Test("a track that was not looked for stays as it is, but not for ever")
    func tracks() {
        var tracker = FaceTracker()
        let face = [Faces.detection(x: 100, y: 100, side: 40)]
        var update = tracker.update(with: face, at: Faces.time(0))
        update = tracker.update(with: [], at: Faces.time(0.1)) { _ in false }
        #expect(update.tracks.map(\.state) == [.tentative])
        for step in 2...3 { update = tracker.update(with: face, at: Faces.time(Double(step) / 10)) }
        update = tracker.update(with: [], at: Faces.time(0.5)) { _ in false }
        #expect(update.tracks.map(\.state) == [.confirmed])
        update = tracker.update(with: [], at: Faces.time(0.6))
        #expect(update.tracks.map(\.state) == [.lost])
        update = tracker.update(with: [], at: Faces.time(1.5)) { _ in false }
        #expect(update.tracks.isEmpty && update.ended.count == 1)
        // Never looked for again, it ends as well.
        for step in 0...2 { _ = tracker.update(with: face, at: Faces.time(2 + Double(step) / 10)) }
        for step in 3...20 {
            update = tracker.update(with: [], at: Faces.time(2 + Double(step) / 10)) { _ in false }
        }
        #expect(update.tracks.isEmpty)
    }
}
