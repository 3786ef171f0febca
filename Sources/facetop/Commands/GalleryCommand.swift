import ArgumentParser
import FaceTypes
import Gallery
import Glibc
import Pipeline

struct GalleryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gallery",
        abstract: "Lists, renames and removes enrolled people.",
        discussion:
            "EXAMPLES:\n  facetop gallery list\n  facetop gallery rename Ada \"Ada Lovelace\"\n  facetop gallery remove Ada",
        subcommands: [List.self, Rename.self, Remove.self],
        defaultSubcommand: List.self
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists who is enrolled, with photos and templates.",
            discussion: "EXAMPLE:\n  facetop gallery list"
        )

        @OptionGroup var models: ModelOptions
        @OptionGroup var gallery: GalleryOptions
        @OptionGroup var match: MatchOptions

        func run() throws {
            let runtime = try Runtime(models, gallery, match)
            let store = runtime.store()
            guard !store.photos.isEmpty else {
                Console.print("nobody is enrolled in \(runtime.folder.path): facetop enroll NAME PHOTO...")
                return
            }
            let templates = Dictionary(
                uniqueKeysWithValues: store.gallery.people.map { ($0.name, $0.templates.count) }
            )
            let width = store.photos.keys.map(\.text.count).max() ?? 0
            for (name, photos) in store.photos.sorted(by: { $0.key < $1.key }) {
                let padding = String(repeating: " ", count: width - name.text.count)
                Console.print("\(name)\(padding)  \(photos.count) photos, \(templates[name] ?? 0) templates")
            }
        }
    }

    struct Rename: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives a person another name.",
            discussion: "EXAMPLE:\n  facetop gallery rename Ada \"Ada Lovelace\""
        )

        @Argument(help: "The present name.")
        var name: String

        @Argument(help: "The new name.")
        var newName: String

        @OptionGroup var gallery: GalleryOptions

        func run() throws {
            let old = try PersonName(argument: name)
            let new = try PersonName(argument: newName)
            try GalleryCommand.change(gallery) { folder throws(GalleryError) in
                try folder.rename(old, to: new)
            }
            Console.print("\(old) is now \(new)")
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Removes a person, with all photos and embeddings. Asks first.",
            discussion: "EXAMPLE:\n  facetop gallery remove Ada --yes"
        )

        @Argument(help: "The person's name.")
        var name: String

        @Flag(help: "Do not ask.")
        var yes = false

        @OptionGroup var gallery: GalleryOptions

        func run() throws {
            let name = try PersonName(argument: name)
            if !yes {
                guard isatty(STDIN_FILENO) == 1 else {
                    throw ValidationError("Removing deletes photos: confirm with --yes.")
                }
                print("Remove \(name) with all photos? [y/N] ", terminator: "")
                _ = fflush(nil)
                guard readLine()?.lowercased() == "y" else {
                    Console.print("nothing is changed")
                    throw ExitCode.noMatch
                }
            }
            try GalleryCommand.change(gallery) { folder throws(GalleryError) in try folder.remove(name) }
            Console.print("removed \(name)")
        }
    }

    /// Changes the folder, or says why not.
    static func change(
        _ options: GalleryOptions,
        _ change: (GalleryFolder) throws(GalleryError) -> Void
    ) throws {
        do throws(GalleryError) {
            try change(GalleryFolder(path: options.gallery ?? Places.current().gallery))
        } catch {
            Console.warn("\(error)")
            throw ExitCode.questionFailed
        }
    }
}
