import FaceTypes
import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import TUI

/// Whole screens from literal snapshots, compared with `Tests/Golden/screens`; FACETOP_WRITE_SCREENS=1 writes those anew,
/// to be looked at before they are committed.
@Suite("every panel at every size")
struct PanelTests {
    private static let sizes = [(24, 80), (40, 120), (60, 200), (12, 40)]
    private static let panels = [
        "main", "list", "help", "explain", "guided", "gallery", "inbox", "settings", "prompt", "message",
    ]

    init() {
        unsafe _ = setlocale(LC_ALL, "C.UTF-8")
        unsafe setenv("TZ", "UTC", 1)
        tzset()
    }

    @Test("is as it was looked at", arguments: panels, sizes)
    func golden(panel: String, size: (Int, Int)) throws {
        let screen = try screen(showing: panel)
        let canvas = screen.canvas(Self.snapshot(), rows: size.0, columns: size.1)
        let lines = (0..<canvas.rows).map { row in
            String(canvas.line(row).reversed().drop { $0 == " " }.reversed())
        }
        let path = "\(Checkout.golden)/screens/\(panel)-\(size.1)x\(size.0).txt"
        if ProcessInfo.processInfo.environment["FACETOP_WRITE_SCREENS"] == "1" {
            try Data(lines.map { "\($0)\n" }.joined().utf8).write(to: URL(filePath: path))
        }
        let wanted = try #require(try? String(contentsOfFile: path, encoding: .utf8))
            .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        for (row, pair) in zip(wanted, lines).enumerated() {
            #expect(pair.0 == pair.1, "\(panel) at \(size.1)x\(size.0), row \(row + 1)")
        }
        #expect(wanted.count == lines.count)
    }

    private func screen(showing panel: String) throws -> Screen {
        var screen = Screen()
        // Shades, so that the picture is text.
        screen.view.colors = .none
        switch panel {
        case "list": screen.prefersList = true
        case "help": screen.overlay = .help(scroll: 3)
        case "explain": screen.overlay = .explain
        case "guided":
            var guided = GuidedEnrollment(name: Faces.name("Grace Hopper"), track: TrackID(1))
            for pose in Self.poses { guided.take(Self.face(1, Self.ada, pose: pose)) }
            screen.overlay = .guided(guided)
        case "gallery": screen.overlay = .gallery(selected: 1)
        case "inbox": screen.overlay = .inbox(InboxSelection(index: 1, marked: ["b", "c"]))
        case "settings": screen.overlay = .settings(selected: 7)
        case "prompt":
            screen.prompt = .name(
                .single(Self.picture(8, 8)),
                LineEditor("李小龍 and a name that is rather long")
            )
        case "message":
            screen.message =
                "nothing is changed: looks like Ada Lovelace, who is enrolled already (d2 0.31); use that name"
        default: break
        }
        return screen
    }

    private static let poses = [
        Pose(yaw: 2, pitch: -3, roll: 0), Pose(yaw: -22, pitch: -2, roll: 1),
        Pose(yaw: 25, pitch: 0, roll: 0),
        Pose(yaw: 8, pitch: 4, roll: 0),
    ]

    private static let ada = Identity.known(.init(person: Faces.name("Ada Lovelace"), d2: 0.31, margin: 0.92))

    /// A gradient, so that shades differ.
    private static func picture(_ width: Int, _ height: Int, sequence: UInt64 = 0) -> Frame {
        var pixels: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width { pixels += [UInt8(255 * x / width), UInt8(255 * y / height), 90] }
        }
        return Frame(
            pixels: pixels,
            width: width,
            height: height,
            sequence: sequence,
            capturedAt: Faces.time(0)
        )
    }

    private static func explanation(_ pose: Pose) -> Explanation {
        Explanation(
            candidates: [
                .init(
                    person: Faces.name("Ada Lovelace"),
                    d2: 0.31,
                    photo: "/g/Ada Lovelace/1.png",
                    isDisowned: false
                ),
                .init(person: Faces.name("Zoë"), d2: 1.23, photo: nil, isDisowned: false),
                .init(person: Faces.name("李小龍"), d2: 1.9, photo: nil, isDisowned: true),
            ],
            cut: 0.9,
            margin: 0.1,
            looks: 5,
            quality: FaceQuality(
                probability: 0.99,
                size: 0.8,
                frontality: 0.93,
                sharpness: 0.64,
                light: 0.9,
                pose: pose
            ),
            isIgnored: false,
            embedder: "facetop"
        )
    }

    private static func face(_ number: Int, _ identity: Identity?, pose: Pose) -> Snapshot.Face {
        var track = Track(
            id: TrackID(number),
            detection: Faces.detection(x: Float(number) * 150 - 100, y: 60, side: 120),
            state: .confirmed,
            at: Faces.time(1)
        )
        track.lastSeen = Faces.time(1 + Double(number) * 70)
        let frame = picture(640, 480, sequence: UInt64(number * 1000) + UInt64(pose.yaw + 100))
        return Snapshot.Face(
            track: track,
            identity: identity,
            refusal: number == 3 ? .blurred(sharpness: 3.2, minimum: 12) : nil,
            photo: FacePhoto(frame: frame, box: track.detection.box),
            explanation: number == 3 ? nil : explanation(pose)
        )
    }

    private static func snapshot() -> Snapshot {
        var snapshot = Snapshot()
        snapshot.frame = picture(640, 480)
        let zoe = Identity.unknown(nearest: .init(person: Faces.name("Zoë"), d2: 1.23, margin: 0.05))
        let faces = [(1, ada), (2, zoe), (3, nil)]
        snapshot.faces = faces.map { face($0.0, $0.1, pose: poses[0]) }
        snapshot.events = (1...40).map { number in
            Faces.event(
                number % 3 == 0 ? .end : .update,
                person: number % 2 == 0 ? "Ada Lovelace" : nil,
                sequence: number
            )
        }
        snapshot.metrics.stages = [
            .init(name: .capture, rate: 30, p50: 2.1, p95: 5.7),
            .init(name: .detect, rate: 30, p50: 3.9, p95: 5.1),
            .init(name: .recognize, rate: 2.3, p50: 4.2, p95: 4.7),
            .init(name: .total, rate: 30, p50: 4.9, p95: 6.2),
        ]
        (snapshot.sourceName, snapshot.source, snapshot.mode) = (
            "/dev/v4l/by-id/usb-Logitech", .running, "640x480 YUYV 30/s"
        )
        snapshot.enrolled = (3, 7)
        snapshot.galleryProblems = 2
        snapshot.process = ProcessUse(processor: 17.4, memory: 56_000_000)
        snapshot.precision = "auto"
        snapshot.comparison = ("/g/Ada Lovelace/1.png", picture(100, 120))
        snapshot.people = [
            PersonSummary(
                name: Faces.name("Ada Lovelace"),
                photos: [
                    .init(file: "1.png", d2: 0.3, quality: 0.71, problem: nil),
                    .init(file: "2.png", d2: 0.3, quality: 0.71, problem: nil),
                ],
                lastSeen: 1_790_000_000,
                nearest: .init(name: Faces.name("Zoë"), d2: 0.65, isAlike: true)
            ),
            PersonSummary(
                name: Faces.name("Zoë"),
                photos: [
                    .init(file: "a.jpg", d2: 0.5, quality: 0.64, problem: nil),
                    .init(
                        file: "group.jpg",
                        d2: nil,
                        quality: nil,
                        problem: "2 faces are found; cut the photo to one"
                    ),
                ],
                lastSeen: nil,
                nearest: .init(name: Faces.name("Ada Lovelace"), d2: 0.65, isAlike: true)
            ),
            PersonSummary(
                name: Faces.name("李小龍"),
                photos: [.init(file: "x.png", d2: nil, quality: nil, problem: nil)],
                lastSeen: 1_780_000_000,
                nearest: nil
            ),
        ]
        snapshot.settings = [
            "embedder": ("mobileface", "/home/ada/.config/facetop/config.toml:3"),
            "strangers": ("1000", "default"),
        ]
        snapshot.inbox = ["a", "b", "c", "d"].enumerated().map { index, id in
            UnknownPerson(
                id: id,
                visits: 9 - 2 * index,
                seen: 1_780_000_000...1_790_000_000 + Double(index) * 3600,
                picture: picture(100, 120)
            )
        }
        return snapshot
    }
}
