import Dispatch
import FaceTypes
import Files
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Pipeline

extension Mailbox {
    /// Waits for a value; nil when the mailbox is closed.
    fileprivate func take() -> Value? {
        guard case .value(let value) = take(within: 60) else { return nil }
        return value
    }
}

@Suite("the mailbox")
struct MailboxTests {
    @Test("the newest value wins, and what it replaces is counted")
    func newest() {
        let mailbox = Mailbox<Int>(keepsAll: false)
        for value in 1...5 { #expect(mailbox.put(value)) }
        #expect(mailbox.take() == 5 && mailbox.dropped == 4)
        #expect(mailbox.put(6))
        mailbox.close()
        #expect(!mailbox.put(7))
        #expect(mailbox.take() == 6 && mailbox.take() == nil)
    }

    @Test("where every value counts none is lost")
    func all() {
        let mailbox = Mailbox<Int>(keepsAll: true)
        let sender = DispatchQueue(label: "sender")
        sender.async {
            for value in 0..<1000 { _ = mailbox.put(value) }
            mailbox.close()
        }
        var received: [Int] = []
        while let value = mailbox.take() { received.append(value) }
        #expect(received == Array(0..<1000) && mailbox.dropped == 0)
    }

    @Test("tells that nothing came in time, and what was thrown away is not counted")
    func waiting() {
        let mailbox = Mailbox<Int>(keepsAll: false)
        guard case .nothing = mailbox.take(within: 0.01) else {
            return #expect(Bool(false), "there is a value")
        }
        _ = mailbox.put(1)
        mailbox.discard()
        guard case .nothing = mailbox.take(within: 0.01) else {
            return #expect(Bool(false), "it is still there")
        }
        #expect(mailbox.dropped == 0)
    }

    @Test("tells of every value that nobody took: replaced, thrown away, or too late")
    func losses() {
        let lost = Mutex<[Int]>([])
        let mailbox = Mailbox<Int>(keepsAll: false) { value in lost.withLock { $0.append(value) } }
        for value in 1...3 { _ = mailbox.put(value) }
        #expect(mailbox.take() == 3)
        _ = mailbox.put(4)
        mailbox.discard()
        _ = mailbox.put(5)
        mailbox.close()
        #expect(!mailbox.put(6) && mailbox.take() == 5)
        #expect(lost.withLock(\.self) == [1, 2, 4, 6])
    }

    @Test("closing wakes a sender and a receiver that wait")
    func closing() {
        for keepsAll in [false, true] {
            let mailbox = Mailbox<Int>(keepsAll: keepsAll)
            if keepsAll { _ = mailbox.put(1) }
            let done = DispatchSemaphore(value: 0)
            DispatchQueue(label: "waits").async {
                if keepsAll { #expect(!mailbox.put(2)) } else { #expect(mailbox.take() == nil) }
                done.signal()
            }
            mailbox.close()
            #expect(done.wait(timeout: .now() + 20) == .success)
        }
    }
}

@Suite("a track's vote")
struct IdentityVoteTests {
    private let ada = Identity.known(person: Faces.name("Ada"), d2: 0.3, margin: 1)
    private let bob = Identity.known(person: Faces.name("Bob"), d2: 0.4, margin: 1)
    private let nobody = Identity.unknown(nearest: Faces.name("Ada"), d2: 1.2, margin: 0.1)

    private func settled(_ answers: [Identity]) -> Identity? {
        var vote = IdentityVote()
        for (index, answer) in answers.enumerated() { vote.add(answer, at: Faces.time(Double(index) / 10)) }
        return vote.settled
    }

    @Test("a name needs several frames that agree")
    func majority() {
        #expect(settled([]) == nil && settled([ada, ada]) == nil)
        #expect(settled([ada, ada, ada])?.person?.text == "Ada")
        #expect(settled([ada, bob, nobody, bob, ada]) == nil)
        #expect(settled([ada, nobody, ada, nobody, ada])?.person?.text == "Ada")
        #expect(settled([nobody, nobody, nobody]) == nobody)
    }

    @Test("a settled name is taken back only when most frames disagree")
    func reversal() {
        #expect(settled([ada, ada, ada, nobody, nobody, nobody])?.person?.text == "Ada")
        #expect(settled([ada, ada, ada, nobody, nobody, nobody, nobody]) == nobody)
        #expect(settled([ada, ada, ada, bob, bob, bob, bob])?.person?.text == "Bob")
    }

    @Test("the best distance of the answers is told")
    func best() {
        let nearer = Identity.known(person: Faces.name("Ada"), d2: 0.1, margin: 1)
        #expect(settled([ada, nearer, ada])?.d2 == 0.1)
    }

    @Test("a settled face is asked for seldom, a doubtful one more often")
    func seldom() {
        var vote = IdentityVote()
        #expect(vote.isDue(at: Faces.time(0)))
        for _ in 0..<3 { vote.add(ada, at: Faces.time(1)) }
        #expect(!vote.isDue(at: Faces.time(1.9)) && vote.isDue(at: Faces.time(2)))
        vote.add(nobody, at: Faces.time(2))
        #expect(!vote.isDue(at: Faces.time(2.1)) && vote.isDue(at: Faces.time(2.2)))
    }
}

@Suite("events")
struct EventTests {
    private let frame = Frame(pixels: [0, 0, 0], width: 1, height: 1, capturedAt: Faces.time(3))

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
        let ada = Identity.known(person: Faces.name("Ada"), d2: 0.3, margin: nil)
        let nobody = Identity.unknown(nearest: nil, d2: nil, margin: nil)
        func step(_ identity: Identity?, _ state: Track.State = .confirmed, ended: Bool = false) -> [Event
            .Kind]
        {
            detector.update(
                tracks: ended ? [] : [track(1, state)],
                ended: ended ? [track(1, .lost)] : [],
                frame: frame.stamp
            ) { _ in identity }.map(\.kind)
        }
        #expect(step(nil, .tentative) == [])
        #expect(step(nil) == [.new])
        #expect(step(nil) == [])
        #expect(step(nobody) == [.update])
        #expect(step(ada) == [.update])
        #expect(step(.known(person: Faces.name("Ada"), d2: 0.1, margin: 2)) == [])
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
            ended: [],
            frame: frame.stamp
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
            detector.lost(reason: "pulled \"out\"", at: Faces.time(5)),
            camera: "c",
            model: "m"
        )
        let back = EventLine(detector.back(after: 2.5, at: Faces.time(7.5)), camera: "c", model: "m")
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

    @Test("the log is appended to, for the owner alone, and a torn line swallows no other")
    func log() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/state/facetop/events.jsonl"
        try EventLog(path: path).append(Array("{\"a\":1}\n".utf8))
        try folder.write(try Checkout.bytes(path) + Array("{\"torn".utf8), to: "state/facetop/events.jsonl")
        try EventLog(path: path).append(Array("{\"b\":2}\n".utf8))
        #expect(
            String(decoding: try Checkout.bytes(path), as: UTF8.self) == "{\"a\":1}\n{\"torn\n{\"b\":2}\n"
        )
        var status = stat()
        #expect(unsafe stat("\(folder.path)/state", &status) == 0 && status.st_mode & 0o777 == 0o700)
        let fresh = "\(folder.path)/fresh.jsonl"
        _ = try EventLog(path: fresh)
        #expect(unsafe stat(fresh, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(throws: FileError.self) { try EventLog(path: "\(path)/below/a/file") }
        let full = try EventLog(path: "/dev/full")
        #expect(throws: FileError.self) { try full.append([1]) }
    }
}

@Suite("measures")
struct MetricsTests {
    @Test("rates and percentiles")
    func percentiles() throws {
        let metrics = Metrics()
        for i in 1...100 { metrics.note(.detect, seconds: Double(i) / 1000, at: Faces.time(Double(i) / 50)) }
        var losses = FrameLosses()
        (losses.dropped, losses.broken) = (4, 1)
        let report = metrics.report(at: Faces.time(2), dropped: 3, losses: losses)
        let stage = try #require(report.stages.first)
        #expect(stage.name == "detect" && report.stages.count == 1)
        #expect(stage.p50 == 50 && stage.p95 == 95)
        #expect(abs(stage.rate - 50) < 1)
        #expect(report.dropped == 3 && report.losses == losses)
    }
}
