import ArgumentParser
import Capture
import Checksum
import FoundationEssentials
import Files
import Glibc
import ModelImport
import Recognition

struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Lists the model files, and fetches more.",
        discussion: "EXAMPLES:\n  facetop models\n  facetop models fetch openface",
        subcommands: [List.self, Fetch.self],
        defaultSubcommand: List.self
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the model files: part, size, SHA-256 (checked), and where each came from.",
            discussion: "EXAMPLE:\n  facetop models"
        )

        func run() throws {
            let catalog = ModelCatalog(Places.current().settings)
            var isInOrder = true
            for entry in ModelCatalog.entries {
                let state = catalog.state(of: entry)
                let name = entry.name.isEmpty ? "" : " (--embedder \(entry.name))"
                Console.print("\(entry.file)  \(state.words)")
                Console.print("  part     \(entry.part.rawValue)\(name)")
                switch state {
                case .intact(let sha256, let bytes):
                    Console.print("  size     \(bytes) bytes")
                    Console.print("  sha256   \(sha256)")
                case .missing where entry.url != nil:
                    Console.print("  fetch    facetop models fetch \(entry.name)")
                case .missing: Console.print("  path     \(catalog.path(of: entry))")
                case .changed(let found):
                    Console.print("  found    \(entry.digest.kind) \(found)")
                    Console.print("  expected \(entry.digest.kind) \(entry.digest.value)")
                case .unreadable(let problem): Console.print("  problem  \(problem)")
                }
                Console.print("  from     \(entry.origin)")
                Console.print("  license  \(entry.license)")
                if case .intact = state { continue }
                if state != .missing || entry.url == nil { isInOrder = false }
            }
            if !isInOrder { throw ExitCode.configuration }
        }
    }

    struct Fetch: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Downloads a model that is not shipped, and checks it. The only command that uses the network.",
            discussion: "EXAMPLE:\n  facetop models fetch openface && facetop watch --embedder openface"
        )

        @Argument(help: "openface: CMU's original nn4.small2.")
        var name: String

        func run() throws {
            guard let entry = ModelCatalog.embedder(named: name), let url = entry.url else {
                let known = ModelCatalog.entries.filter { $0.url != nil }.map(\.name).joined(separator: ", ")
                throw ValidationError("There is nothing to fetch named '\(name)'; there is: \(known).")
            }
            let settings = Places.current().settings
            let catalog = ModelCatalog(settings)
            if case .intact = catalog.state(of: entry) {
                Console.print("\(entry.file) is here and intact: --embedder \(entry.name)")
                return
            }
            do {
                let bytes = try download(url, into: settings.fetchedModels)
                let found = entry.digest.kind.digest(of: bytes)
                guard found == entry.digest.value else {
                    throw FetchError("what came has \(entry.digest.kind) \(found), not \(entry.digest.value)")
                }
                let file = ModelFile(path: entry.file, bytes: bytes)
                _ = try entry.embedder?.graph(of: file)
                try AtomicFile.write(bytes, to: catalog.path(of: entry))
            } catch {
                Console.warn("\(entry.name) is not fetched: \(error.advised); everything is as it was")
                throw ExitCode.noCamera
            }
            Console.print("\(entry.file) is here: facetop watch --embedder \(entry.name)")
        }

        /// Downloads with curl, which shows its progress.
        private func download(_ url: String, into folder: String) throws -> [UInt8] {
            try AtomicFile.makeFolder(folder)
            let path = "\(folder)/.fetch-\(getpid()).tmp"
            defer {
                unsafe unlink(path)
                // Only folders that are empty go: those that were made for nothing.
                unsafe rmdir(folder)
                unsafe rmdir(AtomicFile.parent(of: folder))
            }
            let curl = ChildProcess([
                "curl", "--fail", "--location", "--proto", "=https", "--progress-bar", "--connect-timeout",
                "20",
                "--max-filesize", "\(ModelFile.maximumBytes)", "--output", path, url,
            ])
            guard let curl else { throw FetchError("curl is not installed: apt-get install curl") }
            let code = curl.wait()
            guard code == 0 else { throw FetchError("curl ended with code \(code): is there a network?") }
            return try ModelFile(contentsOf: path).bytes
        }
    }
}

/// Why a model was not fetched.
private struct FetchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
