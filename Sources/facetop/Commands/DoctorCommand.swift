import ArgumentParser
import Capture
import FoundationEssentials
import Gallery
import Glibc
import Kernels
import Recognition
import Text

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract:
            "Looks at everything that facetop depends on, and prints one report to paste into an issue.",
        discussion: "EXAMPLE:\n  facetop doctor"
    )

    func run() throws {
        let places = Places.current()
        let environment = ProcessInfo.processInfo.environment
        section("facetop", Facetop.configuration.version)
        section("processor", "\(Self.processorName), \(Workers.available) usable")
        section("features", Self.processorFeatures)
        section(
            "kernels",
            "\(KernelSet.current.instructionSet.name) (best here: \(KernelSet.InstructionSet.best.name))"
        )
        let catalog = ModelCatalog(places.settings)
        var isInOrder = true
        for entry in ModelCatalog.entries {
            let state = catalog.state(of: entry)
            section("model", "\(entry.file): \(state.words)")
            guard case .intact(let digest, _) = state else {
                if entry.url == nil { isInOrder = false }
                continue
            }
            isInOrder = describeCalibration(of: catalog.path(of: entry), digest: digest) && isInOrder
        }
        section(
            "embedder",
            "\(ModelCatalog.standardEmbedder); --embedder mobileface misses a fifth as many faces (docs/models.md)"
        )
        section("gallery", Self.describe(folder: places.gallery))
        section("event log", places.log)
        section("inbox", Self.describe(inbox: places.inbox))
        section("config", Self.describe(config: places.config))
        section("terminal", Self.terminal(environment))
        let survey = Device.survey()
        let cameras =
            survey.devices.map { "\($0.stablePath): \($0.card)" } + survey.refusals.map(\.description)
        section("camera", cameras.first ?? "none; the demo is shown")
        for camera in cameras.dropFirst() { section("", camera) }
        let ffmpeg = environment["PATH", default: ""].split(separator: ":").contains { folder in
            unsafe access("\(folder)/ffmpeg", X_OK) == 0
        }
        section(
            "ffmpeg",
            ffmpeg ? "installed" : "not installed; videos, streams, and BMP, TIFF and GIF photos need it"
        )
        if !isInOrder { throw ExitCode.configuration }
    }

    private static func describe(inbox path: String) -> String {
        let count = InboxFolder(path: path).visits.count
        return count == 0 ? "\(path): empty" : "\(path): \(count.counted("picture")) of unknown faces"
    }

    private static func describe(config path: String) -> String {
        do throws(ConfigFile.Problem) {
            let entries = try ConfigFile(path: path).entries
            return entries.isEmpty ? "\(path): nothing" : "\(path): \(entries.count.counted("value"))"
        } catch { return "\(error)" }
    }

    /// Says whether lower precision may be used for a network; false where its calibration is damaged.
    private func describeCalibration(of weights: String, digest: String) -> Bool {
        guard FileManager.default.fileExists(atPath: CalibrationFile.path(of: weights)) else { return true }
        do throws(RecognitionError) {
            let isOwn = try CalibrationFile.read(for: weights, digest: digest) != nil
            section(
                "",
                isOwn ? "calibrated for bf16 and int8" : "its calibration is of other weights: fp32 only"
            )
            return true
        } catch {
            section("", error.advised)
            return false
        }
    }

    private func section(_ name: String, _ text: String) {
        Console.print(name.column(12) + text.printable)
    }

    private static var processorName: String { processor("model name") ?? "unknown" }

    /// Those of the processor's features that kernels could use.
    private static var processorFeatures: String {
        let useful = [
            "sse4_2", "avx", "f16c", "fma", "avx2", "avx512f", "avx512vl", "avx512bw", "avx512dq",
            "avx512_vnni",
            "avx512_bf16", "avx512_fp16", "avx_vnni", "amx_bf16", "amx_int8", "asimd", "asimddp", "bf16",
            "i8mm", "sve",
        ]
        let found = Set(
            (processor("flags") ?? processor("Features") ?? "").split(separator: " ").map(String.init)
        )
        return useful.filter(found.contains).joined(separator: " ")
    }

    /// A line of what Linux says of the first processor.
    private static func processor(_ field: String) -> String? {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(field) }
        return line?.split(separator: ":").last.map { String($0.drop { $0 == " " }) }
    }

    private static func describe(folder: String) -> String {
        var status = stat()
        guard unsafe stat(folder, &status) == 0 else { return "\(folder): not there yet" }
        let isOpen = status.st_mode & 0o077 != 0
        let mode = String(status.st_mode & 0o777, radix: 8)
        return
            "\(folder): mode \(mode)\(isOpen ? ", others can look; close it once somebody is enrolled: chmod 700 \(folder)" : "")"
    }

    private static func terminal(_ environment: [String: String]) -> String {
        guard isatty(STDOUT_FILENO) == 1 else { return "none: events are printed as JSON lines" }
        var size = winsize()
        unsafe _ = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size)
        let locale = environment["LC_ALL"] ?? environment["LC_CTYPE"] ?? environment["LANG"] ?? "C"
        let color = (environment["NO_COLOR"] ?? "").isEmpty ? "" : ", NO_COLOR"
        return "\(environment["TERM"] ?? "no TERM"), \(size.ws_col)x\(size.ws_row), locale \(locale)\(color)"
    }
}
