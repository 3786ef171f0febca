import FaceTypes
import TestSupport
import Testing

@testable import Pipeline

@Suite("events")
struct EventTests {
    private let frame = Frame(pixels: [0, 0, 0], width: 1, height: 1, capturedAt: Faces.time(3))
    private let now = Faces.moment(3.1)

    private func track(_ number: Int, _ state: Track.State) -> Track {
        var track = Track(
            id: TrackID(number),
            detection: Faces.detection(x: 0),
            state: state,
            at: Faces.time(1)
        )
        track.lastSeen = Faces.time(2.5)
        return track
    }

    @Test("one new, an update when the identity is settled or changes, one end")
    func lifecycle() {
        var detector = EventDetector(startedAt: 1000)
        let ada = Identity.known(.init(person: Faces.name("Ada"), d2: 0.3, margin: nil))
        let nobody = Identity.unknown(nearest: nil)
        func step(
            _ identity: Identity?,
            _ state: Track.State = .confirmed,
            ended: Bool = false
        ) -> [Event.Kind] {
            let events =
                ended
                ? detector.end([track(1, .lost)], frame: frame.stamp, at: now) { _ in identity }
                : detector.update(tracks: [track(1, state)], frame: frame.stamp, at: now) { _ in identity }
            return events.map(\.kind)
        }
        #expect(step(nil, .tentative) == [])
        #expect(step(nil) == [.new])
        #expect(step(nil) == [])
        #expect(step(nobody) == [.update])
        #expect(step(ada) == [.update])
        #expect(step(.known(.init(person: Faces.name("Ada"), d2: 0.1, margin: 2))) == [])
        // Out of sight for a moment: who it is must be found out again, but nothing has changed yet.
        #expect(step(nil, .lost) == [])
        #expect(step(ada) == [])
        #expect(step(ada, ended: true) == [.end])
        #expect(step(ada, ended: true) == [])
    }

    @Test("sequence numbers count up, tracks have ids of their own")
    func ids() {
        var detector = EventDetector(startedAt: 1000)
        let events = detector.update(
            tracks: [track(1, .confirmed), track(2, .confirmed)],
            frame: frame.stamp,
            at: now
        ) { _ in nil }
        #expect(events.map(\.sequence) == [1, 2])
        #expect(events.map { $0.face?.track } == ["lfls-1", "lfls-2"])
        #expect(events[0].duration == 1.5 && events[0].monotonic == Faces.time(3))
    }

    @Test("a line is one JSON object with all fields")
    func line() throws {
        let bytes = EventLine(Faces.event(.update, person: "O\"Neil"), camera: "demo", model: "849d8ef12233")
            .bytes
        #expect(bytes.last == UInt8(ascii: "\n") && bytes.count { $0 == UInt8(ascii: "\n") } == 1)
        let text = String(decoding: bytes.dropLast(), as: UTF8.self)
        #expect(
            text
                == #"{"box":{"h":100,"w":100,"x":1.5,"y":0},"camera":"demo","confidence":0.9,"d2":0.25,"duration":2,"#
                + #""frame":{"h":480,"w":640},"identity":"known","margin":null,"model":"849d8ef12233","monotonic":12.5,"#
                + #""nearest":"O\"Neil","person":"O\"Neil","reason":null,"schema":1,"seq":1,"time":"2026-11-24T12:00:00.123Z","#
                + #""track":"abc-1","type":"update"}"#
        )
        let pending = String(
            decoding: EventLine(Faces.event(.new), camera: "c", model: "m").bytes,
            as: UTF8.self
        )
        #expect(pending.contains(#""identity":"pending""#) && pending.contains(#""person":null"#))
    }

    @Test("an outage of the camera is a line, too")
    func outage() {
        var detector = EventDetector(startedAt: 1000)
        let lost = EventLine(
            detector.lost(reason: "pulled \"out\"", at: Faces.moment(5)),
            camera: "c",
            model: "m"
        )
        let back = EventLine(detector.back(after: 2.5, at: Faces.moment(7.5)), camera: "c", model: "m")
        let lines = [lost, back].map { String(decoding: $0.bytes, as: UTF8.self) }
        for text in [
            #""type":"lost""#, #""reason":"pulled \"out\"""#, #""track":null"#, #""identity":null"#,
            #""seq":1"#,
            #""monotonic":5"#,
        ] { #expect(lines[0].contains(text)) }
        for text in [#""type":"back""#, #""reason":null"#, #""duration":2.5"#, #""seq":2"#] {
            #expect(lines[1].contains(text))
        }
    }
}
