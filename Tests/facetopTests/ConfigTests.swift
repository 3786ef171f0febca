import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import facetop

@Suite("the configuration file")
struct ConfigTests {
    private let catalog = OptionCatalog(of: Facetop.self)

    private func arguments(
        _ words: [String],
        _ toml: String,
        _ environment: [String: String] = [:]
    ) throws -> [String] {
        let choice = try #require(catalog.choice(words, standard: "watch"))
        return ConfiguredArguments(choice, try ConfigFile(path: "c", text: toml), environment).arguments
    }

    @Test("values of every kind become options before the user's own")
    func values() throws {
        let toml = """
            strangers = 5000
            confidence = 0.75
            embedder = "mobileface" # surer
            no-log = true
            headless = false
            set = ["brightness=3", "gain=4"]
            """
        let expected = [
            "watch", "--strangers", "5000", "--confidence", "0.75", "--embedder", "mobileface", "--no-log",
            "--set", "brightness=3", "--set", "gain=4", "--embedder", "facetop",
        ]
        #expect(try arguments(["watch", "--embedder", "facetop"], toml) == expected)
        let watch = try #require(try Facetop.parseAsRoot(expected) as? WatchCommand)
        #expect(watch.recognition.models.embedder == "facetop" && watch.noLog && !watch.headless)
        #expect(watch.camera.chosen.settings.count == 2 && watch.recognition.match.strangers == 5000)
    }

    @Test("the environment counts more than the file, and less than the command line")
    func environment() throws {
        let toml = "strangers = 5\nno-log = true\ngallery = \"/a\"\ncolors = \"8\"\n"
        let environment = [
            "FACETOP_STRANGERS": "6", "FACETOP_NO_LOG": "0", "FACETOP_GALLERY": "/b", "NO_COLOR": "1",
        ]
        #expect(try arguments(["demo"], toml, environment) == ["watch", "--strangers", "6", "demo"])
    }

    @Test(
        "a line is for the commands that have such an option, a table for its own, and bench hears no others"
    )
    func commands() throws {
        let toml =
            "embedder = \"mobileface\"\nheadless = true\n[bench]\nrounds = 3\n[\"gallery check\"]\nquick = true\n"
        #expect(
            try arguments(["identify", "x.jpg"], toml) == ["identify", "--embedder", "mobileface", "x.jpg"]
        )
        #expect(try arguments(["bench"], toml, ["FACETOP_EMBEDDER": "x"]) == ["bench", "--rounds", "3"])
        #expect(try arguments(["models"], toml) == ["models"])
    }

    @Test("what is for cameras does not reach other sources, nor a device one that is named")
    func cameras() throws {
        let toml = "device = \"Logitech\"\nsize = \"1280x720\"\n"
        #expect(try arguments([], toml) == ["watch", "--device", "Logitech", "--size", "1280x720"])
        #expect(try arguments(["watch", "demo"], toml) == ["watch", "demo"])
        #expect(
            try arguments(["v4l2:/dev/video3"], toml) == ["watch", "--size", "1280x720", "v4l2:/dev/video3"]
        )
    }

    @Test("options may stand before the command")
    func order() throws {
        #expect(
            try arguments(["--embedder", "mobileface", "watch", "demo"], "")
                == ["watch", "--embedder", "mobileface", "demo"]
        )
        #expect(
            try arguments(["--embedder", "watch", "demo"], "") == ["watch", "--embedder", "watch", "demo"]
        )
        #expect(try arguments(["gallery", "check", "-"], "") == ["gallery", "check", "-"])
    }

    @Test(
        "what is no TOML, or no value, is refused with its line",
        arguments: [
            ("a = 1\nb = = 2\n", 2), ("a = 1\n[x\n", 2), ("size = { w = 3 }\n\"unclosed", 2),
            ("a = 1\n\ndate = 2026-01-01\n", 3), ("a = [1, [2]]\n", 1), ("\u{0}", 1),
        ]
    )
    func broken(text: String, line: Int) {
        do throws(ConfigFile.Problem) {
            _ = try ConfigFile(path: "c", text: text)
            Issue.record("\(text) was taken")
        } catch {
            #expect("\(error)".hasPrefix("c:\(line): "), "\(error)")
        }
    }

    @Test("wrong names and values are told with their line, and what was meant")
    func check() throws {
        let toml =
            "embeder = \"x\"\nstrangers = 0\ncolors = \"256\"\n[bnch]\nrounds = 1\n[bench]\nrounds = \"many\"\n"
        let problems = try ConfigCheck(ConfigFile(path: "c", text: toml)).problems
        #expect(problems.count == 4)
        #expect(problems[0] == "c:1: there is no option `embeder`; did you mean `embedder`?")
        #expect(problems[1].hasPrefix("c:2: --strangers takes"))
        #expect(problems[2] == "c:5: there is no command `bnch` that the table could be for")
        #expect(problems[3].hasPrefix("c:7: ") && problems[3].contains("--rounds"))
    }

    @Test("a value is changed where it stands; comments, order and tables stay")
    func lines() {
        var lines = ConfigLines("# mine\ntheme = \"dark\"   # at night\n\n[bench]\ntheme = 3\n")
        lines.set("theme", to: "\"light\"")
        lines.set("max-kbps", to: "64")
        #expect(
            lines.text
                == "# mine\ntheme = \"light\"   # at night\n\nmax-kbps = 64\n[bench]\ntheme = 3\n"
        )
        lines.set("theme", to: nil)
        lines.set("absent", to: nil)
        #expect(lines.text == "# mine\n\nmax-kbps = 64\n[bench]\ntheme = 3\n")
        var quoted = ConfigLines("log = \"a # b\" # c")
        quoted.set("log", to: "\"d\"")
        #expect(quoted.text == "log = \"d\" # c\n")
        var empty = ConfigLines("")
        empty.set("a", to: "1")
        #expect(empty.text == "a = 1\n")
    }

    @Test("each option's value is told with where it comes from")
    func origins() throws {
        let file = try ConfigFile(path: "c", text: "strangers = 5\nno-log = true\n")
        let words = ["watch", "--embedder", "mobileface", "--theme=light", "--headless", "demo"]
        let choice = try #require(catalog.choice(words, standard: "watch"))
        let rows = OptionOrigins(choice, file, ["FACETOP_PRIVACY": "boxes"]).rows
        func row(_ option: String) -> String? {
            rows.first { $0.option == option }.map { "\($0.value ?? "-") from \($0.from)" }
        }
        #expect(row("strangers") == "5 from c:1" && row("no-log") == "true from c:2")
        #expect(
            row("embedder") == "mobileface from command line" && row("theme") == "light from command line"
        )
        #expect(row("headless") == "true from command line" && row("privacy") == "boxes from FACETOP_PRIVACY")
        #expect(row("confidence") == "0.5 from default" && row("log") == "- from default")
    }

    @Test("a value that is written is read back, whatever it is, and nobody else sees the file")
    func writer() throws {
        let folder = try TemporaryFolder()
        let writer = ConfigWriter(path: "\(folder.path)/facetop/config.toml")
        let values = ["bell": "true", "max-kbps": "64", "log": "a \"quoted\" \\ path # no comment"]
        for (option, value) in values { try writer.set(option, to: value) }
        try writer.set("bell", to: "false")
        let entries = try ConfigFile(path: writer.path).entries
        #expect(entries.count == 3)
        for entry in entries {
            #expect(
                (entry.values.first ?? entry.isOn.map { "\($0)" })
                    == (entry.key == "bell" ? "false" : values[entry.key])
            )
        }
        let mode = try FileManager.default.attributesOfItem(atPath: writer.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("what `config default` prints is a configuration, with each of its options taken")
    func standard() throws {
        for option in catalog.command.subcommands?.first(where: { $0.commandName == "watch" })?.options ?? []
        {
            let name = try #require(option.name)
            let value = option.kind == .flag ? "true" : option.defaultValue.map { "\"\($0)\"" }
            guard let value else { continue }
            let problems = try ConfigCheck(ConfigFile(path: "c", text: "\(name) = \(value)\n")).problems
            #expect(problems == [])
        }
    }
}
