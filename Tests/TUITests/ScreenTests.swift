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

    private let ada = Identity.known(person: Faces.name("Ada"), d2: 0.31, margin: 0.5)

    @Test("shows who is there, the last events and the keys")
    func shows() {
        let shown = text(Screen().canvas(snapshot([ada, nil]), rows: 30, columns: 100))
        for words in [
            "facetop  demo  live", "Ada", "d2 0.31, margin 0.50", "too small: 20 px", "is      Ada (d2 0.25)",
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
        arguments: [(1, 1), (24, 79), (24, 80), (25, 81), (60, 300)]
    )
    func sizes(rows: Int, columns: Int) {
        let canvas = Screen().canvas(snapshot([ada]), rows: rows, columns: columns)
        #expect(canvas.cells.count == rows * columns)
        if rows >= 24, columns < 80 { #expect(canvas.line(0).contains("facetop needs 80x24")) }
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
        let faces = snapshot([ada, .unknown(nearest: nil, d2: nil, margin: nil), nil])
        var screen = Screen()
        #expect(screen.chosen(in: faces)?.track.id == TrackID(1))
        for (key, expected) in [(Terminal.Key.down, 2), (.right, 3), (.down, 1), (.up, 3), (.left, 2)] {
            #expect(screen.handle(key, faces) == nil)
            #expect(screen.chosen(in: faces)?.track.id == TrackID(expected))
        }
        #expect(screen.handle(.up, snapshot([])) == nil)
    }

    private func type(_ text: String, into screen: inout Screen, _ faces: Snapshot) {
        for scalar in text.unicodeScalars { _ = screen.handle(.character(scalar), faces) }
    }

    @Test("e takes the face as it is then; Enter enrolls it under what was typed")
    func enroll() throws {
        let faces = snapshot([ada])
        var screen = Screen()
        _ = screen.handle(.character("e"), faces)
        type("Grace q", into: &screen, faces)
        _ = screen.handle(.backspace, faces)
        #expect(text(screen.canvas(faces, rows: 24, columns: 80)).contains("Name of the face: Grace _"))
        // The face has left meanwhile.
        guard case .enroll(let photo, let name) = screen.handle(.enter, snapshot([])) else {
            Issue.record("Enter should enroll")
            return
        }
        #expect(name.text == "Grace")
        #expect(photo.width == 144 && photo.height > 90)
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
        #expect(screen.message == "not enrolled: the name begins with a dot; use another")
        #expect(screen.handle(.character("e"), snapshot([])) == nil && screen.typedName == nil)
        #expect(screen.message == "there is no face to enroll")
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
        #expect(text(screen.canvas(faces, rows: 24, columns: 80)).contains("facetop: keys"))
        _ = screen.handle(.escape, faces)
        #expect(!screen.isHelpShown)
        for key: Terminal.Key in [.other, .resized, .character("\u{1}"), .character("x"), .backspace, .enter]
        {
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
