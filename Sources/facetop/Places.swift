import FoundationEssentials
import Recognition

/// Where facetop's files are: XDG's folders, or the checkout that the program was built in.
struct Places {
    /// The folder of the shipped models.
    let models: String
    /// Where fetched models go.
    let fetchedModels: String
    /// The gallery, unless the user names one.
    let gallery: String
    /// The event log, unless the user names one.
    let log: String
    /// Where the camera that was chosen last is kept.
    let chosenCamera: String
    /// Where unknown faces are kept.
    let inbox: String
    /// The user's configuration.
    let config: String
    /// Where what can be measured again is kept.
    let cache: String
    /// The demo's pictures.
    var demo: String { "\(models)/demo" }

    /// The settings that go with them, and defaults for all else.
    var settings: Settings {
        var settings = Settings(models: models, gallery: gallery)
        settings.fetchedModels = fetchedModels
        settings.cache = cache
        return settings
    }

    /// Finds the places of this process.
    static func current() -> Places {
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return Places(environment: ProcessInfo.processInfo.environment, executable: executable)
    }

    init(environment: [String: String], executable: String) {
        func folder(_ variable: String, _ fallback: String) -> String {
            // XDG: relative paths are ignored.
            if let path = environment[variable], path.hasPrefix("/") { return path }
            return "\(environment["HOME"] ?? "/root")/\(fallback)"
        }
        let data = "\(folder("XDG_DATA_HOME", ".local/share"))/facetop"
        let top = Self.checkout(of: executable)
        let installed = URL(filePath: executable).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "share/facetop/models").path
        models = environment["FACETOP_MODELS"] ?? top.map { "\($0)/models" } ?? installed
        fetchedModels = "\(data)/models"
        gallery = environment["FACETOP_GALLERY"] ?? top.map { "\($0)/gallery" } ?? "\(data)/gallery"
        cache = "\(folder("XDG_CACHE_HOME", ".cache"))/facetop"
        config =
            environment["FACETOP_CONFIG"] ?? "\(folder("XDG_CONFIG_HOME", ".config"))/facetop/config.toml"
        let state = "\(folder("XDG_STATE_HOME", ".local/state"))/facetop"
        log = "\(state)/events.jsonl"
        inbox = "\(state)/inbox"
        chosenCamera = "\(state)/camera"
    }

    /// The checkout that a program in its `.build` folder belongs to.
    private static func checkout(of executable: String) -> String? {
        var folder = URL(filePath: executable).deletingLastPathComponent()
        while folder.path.count > 1 {
            if folder.lastPathComponent.hasPrefix(".build") {
                let top = folder.deletingLastPathComponent()
                let model = top.appending(path: "models/\(ModelCatalog.detectorTopology.file)").path
                return FileManager.default.fileExists(atPath: model) ? top.path : nil
            }
            folder = folder.deletingLastPathComponent()
        }
        return nil
    }
}
