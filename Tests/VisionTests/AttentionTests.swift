import FaceTypes
import Kernels
import TestSupport
import Testing

@testable import Vision

@Suite("what a camera shows is looked at when something is new")
struct AttentionTests {
    /// A film of a wall with noise, with a patterned square somewhere.
    private struct Film {
        let size: (width: Int, height: Int)
        private var random = SeededGenerator(seed: 77)
        private let noise: Int
        private(set) var time = Instant(nanoseconds: 0)

        init(width: Int = 640, height: Int = 480, noise: Int = 6) {
            (size, self.noise) = ((width, height), noise)
        }

        mutating func next(square: (x: Int, y: Int, side: Int)? = nil, light: Int = 0) -> LumaGrid {
            var bytes = [UInt8](repeating: 0, count: size.width * size.height)
            // Noise repeats within the picture, elsewhere each time.
            let table = (0..<4099).map { _ in Int.random(in: -noise...noise, using: &random) }
            for index in bytes.indices {
                let (x, y) = (index % size.width, index / size.width)
                var level = 110 + light
                if let square, (0..<square.side).contains(x - square.x),
                    (0..<square.side).contains(y - square.y)
                {
                    // Seven by seven patches, as a face has eyes, cheeks and a mouth.
                    let (column, row) = ((x - square.x) * 7 / square.side, (y - square.y) * 7 / square.side)
                    level = 60 + (column * 5 + row * 3) * 37 % 120
                }
                bytes[index] = UInt8(level + table[index % table.count])
            }
            time = time.advanced(by: 1.0 / 30)
            var grid = LumaGrid()
            unsafe bytes.withUnsafeBytes { bytes in
                let picture = unsafe PictureBytes(
                    .gray,
                    width: size.width,
                    height: size.height,
                    bytesPerLine: size.width,
                    bytes
                )
                guard let picture else { return }
                grid.read(picture, cellSize: LumaGrid.cellSize(width: size.width, height: size.height))
            }
            return grid
        }
    }

    private func track(_ x: Int, _ y: Int, _ side: Int, _ state: Track.State = .confirmed) -> Track {
        let box = Box(x: Float(x), y: Float(y), width: Float(side), height: Float(side))
        return Track(
            id: TrackID(1),
            detection: Detection(box: box, confidence: 0.9),
            state: state,
            at: Instant(nanoseconds: 0)
        )
    }

    @Test("a wall is looked at once a second, whatever the camera's noise", arguments: [0, 2, 6, 12])
    func wall(noise: Int) {
        var film = Film(noise: noise)
        var attention = Attention()
        var looks: [Int] = []
        for index in 0..<150 {
            let grid = film.next()
            if attention.decide(grid, [], at: film.time) == .look {
                looks.append(index)
                attention.noteLook(at: grid, [], at: film.time)
            }
        }
        #expect(looks.first == 0)
        // One each second, once the noise is known.
        #expect(looks.count { $0 >= 30 } == 4, "\(looks)")
    }

    @Test("what comes is looked at in the frame that shows it", arguments: [20, 40, 150])
    func arrival(side: Int) {
        var film = Film()
        var attention = Attention()
        for _ in 0..<40 {
            let grid = film.next()
            if attention.decide(grid, [], at: film.time) == .look {
                attention.noteLook(at: grid, [], at: film.time)
            }
        }
        let grid = film.next(square: (300, 200, side))
        #expect(attention.decide(grid, [], at: film.time) == .look)
    }

    @Test("what creeps is seen, too: a picture is compared with the last that was looked at")
    func creeping() {
        var film = Film(noise: 2)
        var gate = MotionGate()
        for _ in 0..<40 {
            let grid = film.next()
            _ = gate.isMoving(grid)
            gate.noteLook(at: grid)
        }
        var isSeen = false
        // A quarter of a level with each picture.
        for step in 0..<60 where !isSeen { isSeen = gate.isMoving(film.next(light: step / 4)) }
        #expect(isSeen)
    }

    @Test("a face that keeps still is looked at four times a second, and stays where it is")
    func stillFace() {
        var film = Film()
        var attention = Attention()
        let tracks = [track(250, 150, 120)]
        var looks = 0
        for index in 0..<90 {
            let grid = film.next(square: (250, 150, 120))
            switch attention.decide(grid, tracks, at: film.time) {
            case .look:
                if index >= 30 { looks += 1 }
                attention.noteLook(at: grid, tracks, at: film.time)
            case .follow: #expect(attention.followed.map(\.box) == [tracks[0].detection.box] || index < 30)
            case .pass: Issue.record("a face is passed over")
            }
        }
        #expect((7...9).contains(looks), "\(looks)")
    }

    @Test("a face that moves is found between looks, to a few pixels")
    func movingFace() {
        var film = Film()
        var attention = Attention()
        var tracks: [Track] = []
        var (followed, looks) = (0, 0)
        for index in 0..<60 {
            let (x, y) = (100 + index * 5, 300 - index * 2)
            let grid = film.next(square: (x, y, 110))
            switch attention.decide(grid, tracks, at: film.time) {
            case .look:
                looks += 1
                tracks = [track(x, y, 110)]
                attention.noteLook(at: grid, tracks, at: film.time)
            case .follow:
                followed += 1
                let box = attention.followed.first?.box ?? Box(x: 0, y: 0, width: 0, height: 0)
                let expected = track(x, y, 110).detection.box
                #expect(box.intersectionOverUnion(with: expected) > 0.95, "\(index): \(box)")
            case .pass: Issue.record("a face is passed over")
            }
        }
        #expect(followed >= 36, "\(looks) looks")
    }

    @Test("a face that is gone, or not believed yet, is decided by looks")
    func looks() {
        var film = Film()
        var attention = Attention()
        let square = (x: 250, y: 150, side: 120)
        for state in [Track.State.tentative, .lost] {
            for _ in 0..<5 {
                let grid = film.next(square: square)
                #expect(attention.decide(grid, [track(250, 150, 120, state)], at: film.time) == .look)
                attention.noteLook(at: grid, [track(250, 150, 120, state)], at: film.time)
            }
        }
        attention.noteLook(at: film.next(square: square), [track(250, 150, 120)], at: film.time)
        // It vanishes at once: nothing like it is anywhere near.
        #expect(attention.decide(film.next(), [track(250, 150, 120)], at: film.time) == .look)
    }

    @Test("another size begins anew, and a picture without cells never traps")
    func sizes() {
        var attention = Attention()
        for (width, height) in [(640, 480), (320, 240), (1, 1), (3, 2000), (17, 9)] {
            var film = Film(width: width, height: height)
            let first = film.next()
            _ = attention.decide(first, [track(0, 0, 5)], at: film.time)
            attention.noteLook(at: first, [track(-50, 3, 5000)], at: film.time)
            let decision = attention.decide(film.next(), [track(-50, 3, 5000)], at: film.time)
            #expect(decision != .pass)
        }
    }
}
