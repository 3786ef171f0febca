import Capture
import FaceTypes
import TestSupport
import Testing

@testable import Pipeline

@Suite("what is known of a scene")
struct SceneTests {
    private static let ada = Identity.known(.init(person: Faces.name("Ada"), d2: 0.35, margin: 1))
    private static let bob = Identity.known(.init(person: Faces.name("Bob"), d2: 0.4, margin: 1))
    private static let nobody = Identity.unknown(nearest: nil)
    private static let gone = CaptureError.device("DQBUF", on: "/dev/video0", errno: 19)

    /// A scene that is driven by literals: frame n is of second n / 10, and looked at at once.
    private struct Stage {
        var scene: Scene
        private(set) var events: [String] = []
        private(set) var requests: [String] = []
        private var pending: [TrackID: Scene.Request] = [:]
        private(set) var holds: [Bool] = []
        private(set) var unknown: [UnknownVisit] = []

        init(
            _ kind: SourceKind = .film,
            isWatched: Bool = true,
            name: String? = nil,
            isGalleryRead: Bool = true
        ) {
            scene = Scene(
                camera: "camera",
                delivery: Delivery(of: kind, isWatched: isWatched),
                name: name,
                startedAt: Faces.moment(0),
                isGalleryRead: isGalleryRead
            )
        }

        /// Applies an input, and notes events as `new 1 -`, requests as `1@0.2`.
        mutating func apply(_ input: Scene.Input, at seconds: Double) {
            let effects = scene.apply(input, at: Faces.moment(seconds))
            events += effects.events.map { event in
                let track = event.face.map { " \($0.track.split(separator: "-").last ?? "")" } ?? ""
                let who =
                    switch event.face?.identity {
                    case nil: event.face == nil ? "" : " -"
                    case .known(let nearest): " \(nearest.person)"
                    case .unknown: " unknown"
                    }
                return "\(event.kind.rawValue)\(track)\(who)"
            }
            requests += effects.requests.map { "\($0.track.number)@\(seconds)" }
            for request in effects.requests { pending[request.track] = request }
            if let held = effects.holdsSource { holds.append(held) }
            unknown += effects.unknown
        }

        /// Shows a frame with some tracks.
        mutating func look(
            at seconds: Double,
            _ tracks: [Int],
            state: Track.State = .confirmed,
            ended: [Int] = [],
            regained: [Int] = [],
            age: Double = 0
        ) {
            func track(_ number: Int) -> Track {
                Track(
                    id: TrackID(number),
                    detection: Faces.detection(x: Float(number)),
                    state: state,
                    at: Faces.time(0)
                )
            }
            let picture = Frame(
                pixels: [1, 2, 3],
                width: 1,
                height: 1,
                capturedAt: Faces.time(seconds - age)
            )
            apply(
                .looked(
                    Scene.Look(
                        stamp: picture.stamp,
                        picture: picture,
                        detections: [],
                        tracks: tracks.map(track),
                        ended: ended.map(track),
                        regained: regained.map { TrackID($0) }
                    )
                ),
                at: seconds
            )
        }

        private static func explanation(_ quality: Float, _ isIgnored: Bool) -> Explanation {
            Explanation(
                candidates: [],
                cut: 1,
                margin: 0,
                looks: 1,
                quality: FaceQuality(
                    probability: quality,
                    size: 1,
                    frontality: 1,
                    sharpness: 1,
                    light: 1,
                    pose: Pose(yaw: 0, pitch: 0, roll: 0)
                ),
                isIgnored: isIgnored,
                embedder: ""
            )
        }

        /// Answers the last request about a track; at this cut Ada and Bob are named after three looks.
        mutating func answer(
            _ track: Int,
            _ outcome: Result<Identity, FaceRefusal>?,
            at seconds: Double,
            looking degrees: Double = 0,
            photo: FacePhoto? = nil,
            quality: Float = 0.5,
            isIgnored: Bool = false
        ) {
            guard let request = pending[TrackID(track)] else { return }
            let evidence = outcome?.map { identity in
                var evidence = request.evidence
                evidence.add(
                    Faces.embedding(degrees: degrees),
                    quality: 1,
                    at: Faces.time(seconds),
                    departed: request.departed
                )
                evidence.take(identity, cut: 0.4)
                return evidence
            }
            apply(
                .answered(
                    Scene.Answer(
                        track: TrackID(track),
                        capturedAt: Faces.time(seconds),
                        outcome: evidence,
                        epoch: request.epoch,
                        photo: photo,
                        explanation: photo.map { _ in Self.explanation(quality, isIgnored) }
                    )
                ),
                at: seconds
            )
        }
    }

    @Test(
        "of somebody unknown who leaves, the best picture is handed out; of who is known or ignored none is"
    )
    func unknown() throws {
        func photo(_ width: Int) -> FacePhoto {
            let frame = Frame(
                pixels: [UInt8](repeating: 0, count: width * width * 3),
                width: width,
                height: width
            )
            return FacePhoto(frame: frame, box: Box(x: 0, y: 0, width: 1000, height: 1000))
        }
        for (identity, isIgnored, count) in [
            (Self.nobody, false, 1), (Self.nobody, true, 0), (Self.ada, false, 0),
        ] {
            var stage = Stage()
            for (index, quality) in [Float(0.4), 0.8, 0.6].enumerated() {
                let seconds = Double(index) / 10
                stage.look(at: seconds, [1])
                stage.answer(
                    1,
                    .success(identity),
                    at: seconds,
                    photo: photo(10 + index),
                    quality: quality,
                    isIgnored: isIgnored
                )
            }
            stage.look(at: 5, [], ended: [1])
            #expect(stage.unknown.count == count)
            if let visit = stage.unknown.first {
                #expect(visit.picture.width == 11)
                #expect(visit.seen.upperBound == Faces.moment(5).wallTime - 5)
            }
        }
    }

    @Test("a face that is followed is asked for in every frame")
    func followed() {
        var stage = Stage()
        for seconds in [0.0, 0.1, 0.2, 0.3] {
            stage.look(at: seconds, [1])
            stage.answer(1, .success(Self.ada), at: seconds)
        }
        #expect(stage.requests.count == 3)
        stage.apply(.followed(TrackID(1)), at: 0.35)
        for seconds in [0.4, 0.5] {
            stage.look(at: seconds, [1])
            stage.answer(1, .success(Self.ada), at: seconds)
        }
        #expect(stage.requests.suffix(2) == ["1@0.4", "1@0.5"])
        stage.apply(.followed(nil), at: 0.55)
        stage.look(at: 0.6, [1])
        #expect(stage.requests.count == 5)
    }

    @Test("an answer is an event at once, when enough of them agree")
    func naming() {
        var stage = Stage()
        for seconds in [0.0, 0.1, 0.2] {
            stage.look(at: seconds, [1])
            stage.answer(1, .success(Self.ada), at: seconds)
        }
        #expect(stage.requests == ["1@0.0", "1@0.1", "1@0.2"])
        #expect(stage.events == ["new 1 -", "update 1 Ada"])
        #expect(stage.scene.snapshot.faces.first?.identity == Self.ada)
        stage.look(at: 0.3, [], ended: [1])
        #expect(stage.events.last == "end 1 Ada" && stage.scene.snapshot.faces.isEmpty)
        #expect(stage.scene.snapshot.events.map(\.sequence) == [1, 2, 3])
    }

    @Test(
        "a face is asked for once at a time; a settled one not again within a second, one that was out of sight anew"
    )
    func requests() {
        var stage = Stage()
        stage.look(at: 0, [1])
        stage.look(at: 0.1, [1])
        #expect(stage.requests == ["1@0.0"])
        for seconds in [0.1, 0.2, 0.3] {
            stage.answer(1, .success(Self.ada), at: seconds)
            if seconds < 0.3 { stage.look(at: seconds, [1]) }
        }
        #expect(stage.requests == ["1@0.0", "1@0.1", "1@0.2"])
        stage.look(at: 1.2, [1])
        #expect(stage.requests.count == 3)
        stage.look(at: 1.3, [1])
        #expect(stage.requests.last == "1@1.3")
        stage.answer(1, .success(Self.ada), at: 1.3)
        stage.look(at: 1.4, [1], regained: [1])
        #expect(stage.requests.last == "1@1.4")
        // Nothing is known until the face is seen to be the same, and nothing has changed when it is.
        #expect(stage.scene.snapshot.faces.first?.identity == nil)
        stage.answer(1, .success(Self.ada), at: 1.4)
        #expect(stage.scene.snapshot.faces.first?.identity == Self.ada)
        #expect(stage.events == ["new 1 -", "update 1 Ada"])
    }

    @Test("an answer that was asked for before a face was out of sight is worth nothing")
    func outdated() {
        var stage = Stage(.stills)
        stage.look(at: 0, [1])
        stage.look(at: 0.1, [1], regained: [1])
        stage.answer(1, .success(Self.ada), at: 0.1)
        #expect(stage.events == ["new 1 -"] && stage.scene.snapshot.faces.first?.identity == nil)
        stage.look(at: 0.2, [1])
        stage.answer(1, .success(Self.bob), at: 0.2)
        #expect(stage.events == ["new 1 -", "update 1 Bob"])
    }

    @Test("who left and comes back within a minute is known at the first look, and nobody else is")
    func back() {
        var stage = Stage()
        for seconds in [0.0, 0.1, 0.2] {
            stage.look(at: seconds, [1])
            stage.answer(1, .success(Self.ada), at: seconds)
        }
        stage.look(at: 1, [], ended: [1])
        stage.look(at: 5, [2, 3])
        stage.answer(2, .success(Self.ada), at: 5)
        stage.answer(3, .success(Self.bob), at: 5, looking: 90)
        #expect(stage.events.suffix(4) == ["end 1 Ada", "new 2 -", "new 3 -", "update 2 Ada"])
        stage.look(at: 6, [], ended: [2, 3])
        stage.look(at: 70, [4])
        stage.answer(4, .success(Self.ada), at: 70)
        #expect(stage.events.last == "new 4 -")
    }

    @Test(
        "tentative tracks are neither told of, nor shown, nor asked for; lost ones are not asked for",
        arguments: [
            (Track.State.tentative, [], []), (.confirmed, ["new 1 -"], ["1@0.0"]), (.lost, ["new 1 -"], []),
        ] as [(Track.State, [String], [String])]
    )
    func states(state: Track.State, events: [String], requests: [String]) {
        var stage = Stage()
        stage.look(at: 0, [1], state: state)
        #expect(stage.events == events && stage.requests == requests)
        #expect(stage.scene.snapshot.faces.count == events.count)
    }

    @Test("nothing is kept of tracks that were never believed, nor of those that are over")
    func memory() {
        var stage = Stage()
        for number in 0..<100 { stage.look(at: Double(number), [number], state: .tentative) }
        stage.look(at: 100, [100])
        stage.look(at: 101, [101], ended: [100])
        let records = Mirror(reflecting: stage.scene).children.first { $0.label == "records" }
        #expect(records.map { Mirror(reflecting: $0.value).children.count } == 1)
    }

    @Test("a picture for itself needs one answer only")
    func stills() {
        var stage = Stage(.stills)
        stage.look(at: 0, [1])
        stage.answer(1, .success(Self.bob), at: 0)
        stage.look(at: 0, [2], ended: [1])
        #expect(stage.events == ["new 1 -", "update 1 Bob", "new 2 -", "end 1 Bob"])
    }

    @Test("where answers are waited for, a frame's events come with them, in the order of its faces")
    func lockstep() {
        var stage = Stage(.stills, isWatched: false)
        stage.look(at: 0, [1, 2])
        #expect(stage.events.isEmpty && stage.requests == ["1@0.0", "2@0.0"])
        stage.answer(2, .success(Self.bob), at: 0)
        #expect(stage.events.isEmpty)
        stage.answer(1, .failure(.insideAnother), at: 0)
        #expect(stage.events == ["new 1 -", "new 2 Bob"])
        stage.look(at: 0, [3], ended: [1, 2])
        stage.answer(3, .success(Self.ada), at: 0)
        #expect(stage.events.suffix(3) == ["new 3 Ada", "end 1 -", "end 2 Bob"])
    }

    @Test("a refusal and a frame that could not be read settle nothing, and the face is asked for again")
    func refusals() {
        var stage = Stage()
        stage.look(at: 0, [1])
        stage.answer(1, .failure(.exposure(mean: 3)), at: 0)
        #expect(stage.scene.snapshot.faces.first?.refusal == .exposure(mean: 3))
        stage.look(at: 0.1, [1])
        stage.answer(1, nil, at: 0.1)
        #expect(stage.scene.snapshot.faces.first?.refusal == nil)
        stage.look(at: 0.2, [1])
        #expect(stage.requests == ["1@0.0", "1@0.1", "1@0.2"] && stage.events == ["new 1 -"])
    }

    @Test("an answer about somebody who has left is nothing")
    func late() {
        var stage = Stage(.stills)
        stage.look(at: 0, [1])
        stage.look(at: 0.1, [], ended: [1])
        stage.answer(1, .success(Self.ada), at: 0.2)
        #expect(stage.events == ["new 1 -", "end 1 -"])
    }

    @Test("nobody is asked for before the gallery is read, and everybody when it changes")
    func gallery() {
        var stage = Stage(isGalleryRead: false)
        stage.look(at: 0, [1])
        #expect(stage.requests.isEmpty && stage.events == ["new 1 -"])
        stage.apply(.galleryChanged, at: 0.1)
        for seconds in [0.1, 0.2, 0.3] {
            stage.look(at: seconds, [1])
            stage.answer(1, .success(Self.nobody), at: seconds)
        }
        #expect(stage.requests.count == 3 && stage.events.last == "update 1 unknown")
        stage.apply(.galleryChanged, at: 0.4)
        for seconds in [0.4, 0.5, 0.6] {
            stage.look(at: seconds, [1])
            stage.answer(1, .success(Self.ada), at: seconds)
        }
        #expect(stage.events == ["new 1 -", "update 1 unknown", "update 1 Ada"])
    }

    @Test("tracks that nobody saw end are told of, too")
    func forgotten() {
        var stage = Stage(.live)
        stage.look(at: 0, [1])
        let track = Track(id: TrackID(1), detection: Faces.detection(x: 1), state: .lost, at: Faces.time(0))
        stage.apply(.forgotten([track]), at: 11)
        #expect(stage.events == ["new 1 -", "end 1 -"] && stage.scene.snapshot.faces.isEmpty)
    }

    @Test("a camera that is lost shows nothing, and its return is told")
    func outage() {
        var stage = Stage(.live, isWatched: true)
        stage.apply(.source(.opened(name: "cam", mode: "640x480 YUYV")), at: 0)
        #expect(stage.scene.snapshot.source == .opening && stage.scene.snapshot.mode == "640x480 YUYV")
        stage.look(at: 0.1, [1])
        #expect(stage.scene.snapshot.source == .running && stage.scene.snapshot.frame != nil)
        stage.apply(.source(.lost(Self.gone)), at: 0.2)
        #expect(stage.scene.snapshot.source == .lost(Self.gone.description))
        #expect(stage.scene.snapshot.frame == nil && stage.scene.snapshot.faces.isEmpty)
        // What was still being looked at then is not shown any more.
        stage.look(at: 0.2, [1])
        #expect(stage.scene.snapshot.frame == nil && stage.scene.snapshot.faces.isEmpty)
        stage.apply(.source(.waiting(.noCamera)), at: 0.7)
        #expect(stage.scene.snapshot.source == .lost(CaptureError.noCamera.description))
        stage.apply(.source(.back(seconds: 1.5)), at: 1.7)
        #expect(stage.scene.snapshot.source == .opening)
        stage.look(at: 1.8, [1])
        // The face is the same: it stayed.
        #expect(stage.events == ["new 1 -", "lost", "back"] && stage.scene.snapshot.source == .running)
        stage.apply(.source(.ended(Self.gone)), at: 2)
        #expect(
            stage.scene.failure == Self.gone && stage.scene.snapshot.source == .failed(Self.gone.description)
        )
    }

    @Test("why a camera is lost is said in the words of whoever shows it")
    func words() {
        var scene = Scene(
            camera: "camera",
            delivery: Delivery(of: .live, isWatched: true),
            startedAt: Faces.moment(0),
            words: { "\($0); look for it" },
            isGalleryRead: true
        )
        let lost = scene.apply(.source(.lost(.noCamera)), at: Faces.moment(1))
        #expect(lost.events.first?.subject == .camera(reason: "\(CaptureError.noCamera); look for it"))
        #expect(scene.snapshot.source == .lost("\(CaptureError.noCamera); look for it"))
        _ = scene.apply(.source(.ended(.noCamera)), at: Faces.moment(2))
        #expect(scene.snapshot.source == .failed("\(CaptureError.noCamera); look for it"))
    }

    @Test("a pause is held against the source, and shown whatever happens to it meanwhile")
    func pause() {
        var stage = Stage(.live, isWatched: true)
        stage.look(at: 0, [])
        stage.apply(.pauseToggled, at: 0.1)
        stage.apply(.source(.lost(Self.gone)), at: 0.2)
        #expect(stage.holds == [true] && stage.scene.snapshot.source == .paused)
        stage.apply(.pauseToggled, at: 0.3)
        #expect(stage.holds == [true, false] && stage.scene.snapshot.source == .opening)
        stage.apply(.source(.ended(nil)), at: 0.4)
        stage.apply(.pauseToggled, at: 0.5)
        #expect(stage.scene.snapshot.source == .ended)
    }

    @Test(
        "a live picture that got old is not shown, unless the one before was as old; a film's always is",
        arguments: [
            (SourceKind.live, [0.0, 0.1, 0.1, 0.3, 0.4]), (.film, [0.0, 0.1, 0.2, 0.3, 0.4]),
        ]
    )
    func age(kind: SourceKind, shown: [Double]) {
        var stage = Stage(kind, isWatched: true)
        var seen: [Double] = []
        for (index, isOld) in [false, false, true, true, false].enumerated() {
            let age = isOld ? Scene.oldestShown + 1 : 0
            stage.look(at: Double(index) / 10, [], age: age)
            guard let frame = stage.scene.snapshot.frame else { continue }
            let isShown = frame.capturedAt == Faces.time(Double(index) / 10 - age)
            seen.append(isShown ? Double(index) / 10 : seen.last ?? -1)
        }
        #expect(seen == shown)
    }

    @Test("a snapshot has the last two hundred events")
    func manyEvents() {
        var stage = Stage(.live)
        for index in 0..<250 { stage.apply(.source(.back(seconds: Double(index))), at: Double(index)) }
        #expect(stage.scene.snapshot.events.map(\.sequence) == Array(51...250))
    }

    @Test("tracks of several cameras have names that tell them apart")
    func names() {
        let tracks = [nil, "front", "door"].map { name in
            var stage = Stage(name: name)
            stage.look(at: 0, [1])
            return stage.scene.snapshot.events.first?.face?.track ?? ""
        }
        #expect(Set(tracks).count == 3 && tracks[1].hasPrefix("front-") && tracks[2].hasPrefix("door-"))
        #expect(tracks[1] == "front-\(tracks[0])")
    }
}
