import FaceTypes
import Glibc
import TestSupport
import Testing

@testable import TUI

@Suite("the screen, without a terminal")
struct ScreenTests {
    init() { unsafe _ = setlocale(LC_ALL, "C.UTF-8") }

    private func snapshot(_ identities: [Identity?]) -> Snapshot {
        var snapshot = Snapshot()
        snapshot.frame = Frame(pixels: [UInt8](repeating: 100, count: 320 * 240 * 3), width: 320, height: 240)
        snapshot.faces = identities.enumerated().map { index, identity in
            Snapshot.Face(
                track: Track(
                    id: TrackID(index + 1),
                    detection: Faces.detection(x: Float(index) * 120, y: 40, side: 90),
                    state: .confirmed,
                    at: Faces.time(1)
                ),
                identity: identity,
                refusal: identity == nil ? .tooSmall(side: 20, minimum: 40) : nil
            )
        }
        snapshot.events = [Faces.event(.update, person: "Ada")]
        snapshot.sourceName = "demo"
        snapshot.source = .running
        return snapshot
    }

    private func text(_ canvas: Canvas) -> String {
        (0..<canvas.rows).map(canvas.line).joined(separator: "\n")
    }

    private let ada = Identity.known(.init(person: Faces.name("Ada"), d2: 0.31, margin: 0.5))

    @Test("shows who is there, the last events and the keys")
    func shows() {
        let shown = text(Screen().canvas(snapshot([ada, nil]), rows: 30, columns: 100))
        for words in [
            "facetop  demo  live", "Ada", "d2 0.31", "margin 0.50", "too small: 20 px",
            "is      Ada (d2 0.25)",
            "enroll",
        ] {
            #expect(shown.contains(words), "no '\(words)'")
        }
    }

    @Test(
        "a camera's mode fits beside its long name, and a lost one is told by its reason, not by an old picture"
    )
    func camera() {
        var snapshot = snapshot([])
        snapshot.sourceName = "/dev/v4l/by-id/usb-046d_HD_Pro_Webcam_C920_4A5C0B9F-video-index0"
        snapshot.mode = "1920x1080 MJPG 29.97/s"
        let live = Screen().canvas(snapshot, rows: 24, columns: 80).line(0)
        #expect(live.contains("usb-046d_HD_Pro_Webcam_…  live  1920x1080 MJPG 29.97/s"))

        snapshot.source = .lost("/dev/video0: the camera is used by zoom (process 7); close it")
        (snapshot.frame, snapshot.faces) = (nil, [])
        let lost = Event(
            kind: .lost,
            sequence: 2,
            time: 0,
            monotonic: Faces.time(1),
            subject: .camera(reason: "it is gone"),
            duration: 0
        )
        let back = Event(
            kind: .back,
            sequence: 3,
            time: 0,
            monotonic: Faces.time(1),
            subject: .camera(reason: nil),
            duration: 2.5
        )
        snapshot.events += [lost, back]
        let shown = text(Screen().canvas(snapshot, rows: 30, columns: 100))
        for words in [
            "LOST", "the camera is used by zoom (process 7)", "tries again until it is back",
            "camera lost: it is gone",
            "camera back after 2.5 s",
        ] {
            #expect(shown.contains(words), "no '\(words)'")
        }
    }

    @Test(
        "fits every size, and says when a terminal is too small",
        arguments: [(1, 1), (7, 80), (12, 40), (24, 79), (24, 80), (25, 81), (60, 300)]
    )
    func sizes(rows: Int, columns: Int) {
        let canvas = Screen().canvas(snapshot([ada]), rows: rows, columns: columns)
        #expect(canvas.cells.count == rows * columns)
        if rows == 7 { #expect(canvas.line(0).contains("facetop needs 30x8, this is 80x7")) }
    }

    @Test("a face far outside the picture does no harm")
    func farBox() {
        var wild = snapshot([ada])
        wild.faces = [
            Snapshot.Face(
                track: Track(
                    id: TrackID(1),
                    detection: Detection(box: Box(x: -1e30, y: 1e30, width: 1e30, height: 1), confidence: 1),
                    state: .confirmed,
                    at: Faces.time(0)
                ),
                identity: ada,
                refusal: nil
            )
        ]
        #expect(text(Screen().canvas(wild, rows: 24, columns: 80)).contains("Ada"))
    }

    @Test("arrows choose a face")
    func choose() {
        let faces = snapshot([ada, .unknown(nearest: nil), nil])
        var screen = Screen()
        #expect(screen.chosen(in: faces)?.track.id == TrackID(1))
        for (key, expected) in [(Key.down, 2), (.right, 3), (.down, 1), (.up, 3), (.left, 2)] {
            #expect(screen.handle(key, faces) == nil)
            #expect(screen.chosen(in: faces)?.track.id == TrackID(expected))
        }
        #expect(screen.handle(.up, snapshot([])) == nil)
    }

    private func type(_ text: String, into screen: inout Screen, _ faces: Snapshot) {
        for scalar in text.unicodeScalars { _ = screen.handle(.character(scalar), faces) }
    }

    @Test("E takes the face as it is then; Enter enrolls it under what was typed")
    func enroll() throws {
        let faces = snapshot([ada])
        var screen = Screen()
        _ = screen.handle("E", faces)
        type("Grace q", into: &screen, faces)
        _ = screen.handle(.backspace, faces)
        #expect(text(screen.canvas(faces, rows: 24, columns: 80)).contains("Name of the face: Grace _"))
        // The face has left meanwhile.
        guard case .enroll(let photos, let name) = screen.handle(.enter, snapshot([])) else {
            Issue.record("Enter should enroll")
            return
        }
        #expect(name.text == "Grace" && photos.count == 1)
        #expect(photos[0].width == 144 && photos[0].height > 90)
    }

    @Test("Esc goes back, bad names are refused in words, and no face is no crash")
    func refusals() {
        let faces = snapshot([ada])
        var screen = Screen()
        _ = screen.handle(.character("e"), faces)
        #expect(screen.handle(.escape, faces) == nil && screen.typedName == nil)
        _ = screen.handle(.character("e"), faces)
        type("../x", into: &screen, faces)
        #expect(screen.handle(.enter, faces) == nil)
        #expect(screen.message == "the name can't be used: the name begins with a dot; use another")
        // The prompt is still there: who types the name anew types no commands.
        #expect(screen.typedName == "../x")
        #expect(screen.handle(.character("q"), faces) == nil && screen.typedName == "../xq")
        #expect(screen.handle(.escape, faces) == nil && screen.typedName == nil)
        #expect(screen.handle(.character("e"), snapshot([])) == nil && screen.typedName == nil)
        #expect(screen.message == "there is no face to enroll")
    }

    @Test(
        "a face that is gone gives its last good picture for some seconds; of the faces the one that is there comes first"
    )
    func gone() throws {
        func face(_ number: Int, _ state: Track.State, side: Int?) -> Snapshot.Face {
            let frame = side.map {
                Frame(pixels: [UInt8](repeating: 9, count: $0 * $0 * 3), width: $0, height: $0)
            }
            let detection = Faces.detection(x: 0, y: 0, side: 90)
            return Snapshot.Face(
                track: Track(id: TrackID(number), detection: detection, state: state, at: Faces.time(1)),
                identity: nil,
                refusal: nil,
                photo: frame.map { FacePhoto(frame: $0, box: Box(x: 0, y: 0, width: 1000, height: 1000)) }
            )
        }
        var faces = snapshot([])
        faces.faces = [face(1, .lost, side: 11), face(2, .confirmed, side: 12)]
        var screen = Screen()
        #expect(screen.chosen(in: faces)?.track.id == TrackID(2))
        _ = screen.note(faces, at: Faces.time(2))
        for (time, isThere) in [(6.0, true), (8.0, false)] {
            var later = screen
            _ = later.note(snapshot([]), at: Faces.time(time))
            _ = later.handle(.character("e"), snapshot([]))
            #expect((later.typedName != nil) == isThere)
            // Whatever is typed now is no command.
            for key in "Jacques".unicodeScalars {
                #expect(later.handle(.character(key), snapshot([])) == nil)
            }
            guard isThere else {
                #expect(later.message == "there is no face to enroll" && (later.prompt != nil))
                #expect(
                    later.handle(.enter, snapshot([])) == nil && later.prompt == nil && later.message == nil
                )
                continue
            }
            guard case .enroll(let photos, let name) = later.handle(.enter, snapshot([])) else {
                Issue.record("Enter should enroll")
                continue
            }
            #expect(photos.map(\.width) == [12] && name.text == "Jacques")
        }
    }

    @Test("a message is shown whole at 80 columns, and for a while")
    func message() {
        var screen = Screen()
        let words =
            "not enrolled: looks like Barack Obama, who is enrolled already (d2 0.84); use that name, or say more of it than this"
        screen.message = words
        let shown = text(screen.canvas(snapshot([ada]), rows: 24, columns: 80))
        #expect(
            shown.split(separator: "\n").joined(separator: " ").split(separator: " ").joined(separator: " ")
                .contains(words)
        )
        _ = screen.note(snapshot([ada]), at: Faces.time(1))
        _ = screen.note(snapshot([ada]), at: Faces.time(8))
        #expect(screen.message == words)
        _ = screen.note(snapshot([ada]), at: Faces.time(10))
        #expect(screen.message == nil)
    }

    @Test("refusals, help and long names are not cut at 80 columns")
    func whole() {
        var faces = snapshot([nil])
        faces.faces = [
            Snapshot.Face(
                track: faces.faces[0].track,
                identity: nil,
                refusal: .outsideFrame(visible: 0.5, minimum: 0.75)
            )
        ]
        let side = (1..<10).map { Screen().canvas(faces, rows: 24, columns: 80).line($0).suffix(34) }
        let shown = side.joined(separator: " ").split(separator: " ").joined(separator: " ")
        #expect(shown.contains("reaches past the frame: 50 % inside, at least 75 % is needed"))
        var screen = Screen()
        _ = screen.handle(.character("?"), faces)
        // Longer than the screen, it is scrolled.
        var pages = ""
        for _ in 0..<40 {
            pages += text(screen.canvas(faces, rows: 24, columns: 80))
            _ = screen.handle(.down, faces)
        }
        let help = pages.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(help.contains("is a face, too.") && help.contains("Ctrl-L") && !help.contains("…"))
        _ = screen.handle(.escape, faces)
        _ = screen.handle(.character("e"), faces)
        type(String(repeating: "long ", count: 20) + "end", into: &screen, faces)
        #expect(
            text(screen.canvas(faces, rows: 24, columns: 80)).contains("end_  Enter takes it, Esc goes back")
        )
    }

    @Test("an ended source is not looking, a paused one has no rate, and what is not used is counted")
    func states() {
        var faces = snapshot([nil])
        faces.faces = [Snapshot.Face(track: faces.faces[0].track, identity: nil, refusal: nil)]
        faces.metrics.stages = [.init(name: .total, rate: 3.2, p50: 7, p95: 9)]
        #expect(text(Screen().canvas(faces, rows: 24, columns: 80)).contains("3.2 frames/s"))
        faces.source = .ended
        faces.galleryProblems = 30
        faces.enrolled = (1, 1)
        let ended = text(Screen().canvas(faces, rows: 24, columns: 80))
        #expect(
            !ended.contains("looking") && ended.contains("was not recognized")
                && !ended.contains("frames/s  7.0")
        )
        #expect(
            ended.contains("1 person, 1 template") && ended.contains("30 not used: g, or facetop")
        )
        faces.galleryReading = (37, 200)
        #expect(
            text(Screen().canvas(faces, rows: 24, columns: 80)).contains("gallery: 37 of 200 photos read")
        )
        faces.source = .paused
        #expect(!Screen().canvas(faces, rows: 24, columns: 80).line(0).contains("frames/s"))
    }

    @Test("Tab asks for the next camera, and takes neither the choice nor who has just left along")
    func cameras() {
        var faces = snapshot([ada, nil])
        faces.camera = (1, 3)
        faces.sourceName = "door"
        #expect(Screen().canvas(faces, rows: 24, columns: 80).line(0).contains("facetop  door 2/3  "))
        let frame = Frame(pixels: [UInt8](repeating: 9, count: 12 * 12 * 3), width: 12, height: 12)
        let photo = FacePhoto(frame: frame, box: Box(x: 0, y: 0, width: 12, height: 12))
        faces.faces = faces.faces.map {
            Snapshot.Face(track: $0.track, identity: $0.identity, refusal: nil, photo: photo)
        }
        var screen = Screen()
        _ = screen.handle(.down, faces)
        #expect(screen.chosen(in: faces)?.track.id == faces.faces[1].track.id)
        _ = screen.note(faces, at: Faces.time(1))
        guard case .nextCamera = screen.handle(.character("\t"), faces) else {
            Issue.record("Tab should ask for the next camera")
            return
        }
        #expect(screen.chosen(in: faces)?.track.id == faces.faces[0].track.id)
        _ = screen.handle(.character("e"), snapshot([]))
        #expect(screen.typedName == nil)
    }

    @Test("settings go round their values; what can hold at once does, and all are written")
    func settings() {
        var faces = snapshot([ada])
        faces.settings = ["strangers": ("1000", "default")]
        var screen = Screen()
        _ = screen.handle(",", faces)
        func set(_ key: Key) -> String {
            guard case .set(let option, let value) = screen.handle(key, faces) else { return "nothing" }
            return "\(option) = \(value)"
        }
        // True pixels are left out where the terminal did not say that it has them.
        #expect(
            (0..<4).map { _ in set(.right) }
                == ["quadrants", "sextants", "braille", "half"].map { "picture = \($0)" }
        )
        #expect(screen.handle(.down, faces) == nil)
        #expect(set(.left) == "privacy = hidden" && screen.view.privacy == .hidden)
        for _ in 0..<2 { _ = screen.handle(.down, faces) }
        #expect(set(.enter) == "max-kbps = 64" && screen.options.bytesPerSecond == 8000)
        for _ in 0..<3 { _ = screen.handle(.down, faces) }
        #expect(set(" ") == "strangers = 10000")
        _ = screen.handle(.escape, faces)
        #expect(set(.right) == "nothing")
    }

    @Test("Ctrl-L draws anew")
    func redraw() {
        var screen = Screen()
        var redraws = [screen.takeRedraw()]
        #expect(screen.handle(.character("\u{C}"), snapshot([])) == nil)
        redraws += [screen.takeRedraw(), screen.takeRedraw()]
        #expect(redraws == [false, true, false])
    }

    @Test("q quits, p pauses, ? helps; other keys do nothing")
    func keys() {
        let faces = snapshot([ada])
        var screen = Screen()
        if case .quit? = screen.handle(.character("q"), faces) {} else { Issue.record("q should quit") }
        if case .togglePause? = screen.handle(.character("p"), faces) {
        } else {
            Issue.record("p should pause")
        }
        _ = screen.handle(.character("?"), faces)
        #expect(text(screen.canvas(faces, rows: 24, columns: 80)).contains("KEYS"))
        _ = screen.handle(.escape, faces)
        #expect(!text(screen.canvas(faces, rows: 24, columns: 80)).contains("KEYS"))
        for key: Key in [.other, .resized, .character("\u{1}"), .character("x"), .backspace, .home] {
            #expect(screen.handle(key, faces) == nil)
        }
    }

    @Test("text is cut with an ellipsis, wide characters take two cells, control characters none")
    func canvasText() {
        var canvas = Canvas(rows: 1, columns: 10)
        #expect(canvas.text("李李李李李李", row: 0, column: 0) == 10)
        #expect(canvas.line(0) == "李李李李… ")
        canvas = Canvas(rows: 1, columns: 10)
        canvas.text("a\u{1B}b", row: 0, column: 0)
        #expect(canvas.line(0) == "a\\u{1B}b  ")
        canvas.text("x", row: 5, column: 50)
        canvas.text("x", row: 0, column: 10)
        #expect(canvas.line(0) == "a\\u{1B}b  ")
    }
}

extension Screen {
    /// The name being typed, nil while none is.
    var typedName: String? {
        guard case .name(_, let editor) = prompt else { return nil }
        return editor.text
    }
}
