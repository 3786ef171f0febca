import ArgumentParser
import Capture
import FaceTypes
import FoundationEssentials
import Recognition
import TestSupport
import Testing

@testable import facetop

@Suite("the command line")
struct CommandTests {
    private func message(_ arguments: [String]) -> String? {
        let error = #expect(throws: (any Error).self) { try Facetop.parseAsRoot(arguments) }
        return error.map { Facetop.message(for: $0) }
    }

    @Test("without a command it watches")
    func standard() throws {
        #expect(try Facetop.parseAsRoot([]) is WatchCommand)
        let watch = try #require(try Facetop.parseAsRoot(["demo", "--headless"]) as? WatchCommand)
        #expect(watch.sources == ["demo"] && watch.headless)
    }

    @Test("values out of range are refused with the range")
    func ranges() {
        #expect(message(["watch", "--threads", "0"]) == "--threads takes 1 to 256.")
        #expect(message(["identify", "a.jpg", "--confidence", "1.5"]) == "--confidence takes 0 to 1.")
        #expect(message(["identify", "a.jpg", "--threshold=-1"]) == "--threshold takes 0 to 4.")
        #expect(message(["identify", "a.jpg", "--margin", "nan"]) == "--margin takes 0 to 4.")
        #expect(
            message(["bench", "--threads", "1,x"])
                == "--threads takes numbers from 1 to 256, separated by commas."
        )
        #expect(message(["watch", "--nope"])?.hasPrefix("Unknown option '--nope'") == true)
    }

    @Test("what is asked of a camera is checked, and refused for other sources")
    func camera() throws {
        let watch = try #require(
            try Facetop.parseAsRoot([
                "--device", "Logi", "--size", "1280x720", "--fps", "15", "--format", "mjpeg", "--set",
                "exposure_auto=1",
            ]) as? WatchCommand
        )
        let mode = watch.camera.request(CameraChoice("Logi")).mode
        #expect(mode == ModeRequest(size: FrameSize("1280x720"), rate: 15, format: PixelFormat(name: "MJPG")))
        #expect(watch.camera.chosen.settings == [ControlSetting("exposure_auto=1")].compactMap(\.self))
        #expect(message(["--size", "640"])?.contains("--size takes WIDTHxHEIGHT, as 640x480.") == true)
        #expect(message(["--fps", "0"]) == "--fps takes 0.1 to 1000.")
        #expect(message(["--format", "TOOLONG"])?.contains("up to four letters") == true)
        #expect(message(["--set", "brightness"])?.contains("--set takes CONTROL=VALUE") == true)
        #expect(message(["watch", "demo", "--device", "Logi"]) == "Give a source or --device, not both.")
        #expect(
            message(["watch", "demo", "--fps", "15"])
                == "--size, --fps, --format and --set are for cameras; demo is not one."
        )
        #expect(try Facetop.parseAsRoot(["watch", "v4l2:Logi", "--fps", "15"]) is WatchCommand)
    }

    @Test("a camera that was chosen is remembered only if it is there, and never one that was found")
    func memory() throws {
        let folder = try TemporaryFolder()
        let places = Places(environment: ["XDG_STATE_HOME": folder.path], executable: "/nowhere/facetop")
        #expect(CameraMemory(places, isChosen: false).camera == nil)
        CameraMemory(places, isChosen: true).remember(CameraChoice("/dev/v4l/by-id/usb-None"))
        #expect(!FileManager.default.fileExists(atPath: places.chosenCamera))
        for (text, camera) in [
            ("/dev/null\n", "/dev/null"), ("/dev/v4l/by-id/usb-Gone\n", nil), ("/etc/passwd\n", nil),
            ("", nil),
            (String(repeating: "/dev/", count: 2000), nil),
        ] {
            try folder.write(Array(text.utf8), to: "facetop/camera")
            #expect(CameraMemory(places, isChosen: false).camera == camera)
        }
    }

    @Test(
        "a mistyped command is guessed; what exists or means something else is not",
        arguments: [
            ("identfy", "identify"), ("wacth", "watch"), ("galery", "gallery"), ("identify", nil),
            ("demo", nil),
            ("-", nil), ("--help", nil), ("help", nil), ("visit.mp4", nil), ("./enrol", nil),
            ("rtsp://cam", nil),
        ]
    )
    func guess(word: String, meant: String?) {
        let guess = SubcommandGuess(word, among: Facetop.configuration.subcommands)
        #expect((guess != nil) == (meant != nil))
        guard let guess, let meant else { return }
        let error = #expect(throws: ValidationError.self) { try guess.refuse() }
        #expect(error?.description.hasSuffix("Did you mean `facetop \(meant)`?") == true)
    }

    @Test("sizes as people write them")
    func sizes() {
        #expect(
            ByteSize("500k")?.bytes == 500_000 && ByteSize("10M")?.bytes == 10_000_000
                && ByteSize("7")?.bytes == 7
        )
        for text in ["", "M", "0", "-1", "1.5M", "9223372036854775807G", "10MB"] {
            #expect(ByteSize(text) == nil)
        }
    }

    @Test("what is wrong with a URL is said without its password")
    func passwords() {
        let said = message(["rtsp://ada:p@ss/w0rd@cam/1", "--fps", "15"])
        #expect(said == "--size, --fps, --format and --set are for cameras; rtsp://cam/1 is not one.")
    }

    @Test("every command has help with an example")
    func help() {
        let commands: [any ParsableCommand.Type] = [
            Facetop.self, WatchCommand.self, IdentifyCommand.self, EnrollCommand.self, GalleryCommand.self,
            ModelsCommand.self,
            GalleryCommand.List.self,
            GalleryCommand.Rename.self, GalleryCommand.Remove.self, ModelsCommand.List.self,
            ModelsCommand.Fetch.self,
            DevicesCommand.self, BenchCommand.self, DoctorCommand.self,
        ]
        for command in commands {
            #expect(Facetop.helpMessage(for: command).contains("EXAMPLE"), "\(command)")
        }
    }

    @Test("places follow XDG, the environment, and the checkout that the program was built in")
    func places() {
        let installed = Places(environment: ["HOME": "/home/ada"], executable: "/usr/local/bin/facetop")
        #expect(installed.models == "/usr/local/share/facetop/models")
        #expect(installed.gallery == "/home/ada/.local/share/facetop/gallery")
        #expect(installed.log == "/home/ada/.local/state/facetop/events.jsonl")
        let xdg = Places(
            environment: [
                "HOME": "/h", "XDG_DATA_HOME": "/d", "XDG_STATE_HOME": "relative", "FACETOP_MODELS": "/m",
            ],
            executable: "/usr/bin/facetop"
        )
        #expect(
            xdg.gallery == "/d/facetop/gallery" && xdg.log == "/h/.local/state/facetop/events.jsonl"
                && xdg.models == "/m"
        )
        let built = Places(
            environment: ["HOME": "/h"],
            executable: "\(Checkout.root)/.build/x86_64/release/facetop"
        )
        #expect(built.models == Checkout.models && built.gallery == "\(Checkout.root)/gallery")
    }

    @Test("a report's JSON has all fields")
    func report() {
        #expect(
            PictureReport(image: "a.jpg", error: "a.jpg: there is no such file; check the path").json
                == #"{"error":"a.jpg: there is no such file; check the path","image":"a.jpg","schema":1}"#
        )
        #expect(
            PictureReport(image: "b.jpg", width: 4, height: 3, faces: []).json
                == #"{"faces":[],"height":3,"image":"b.jpg","schema":1,"width":4}"#
        )
    }
}
