import ArgumentParser
import Bench
import FaceTypes
import Gallery
import Glibc
import Recognition
import Text

struct GalleryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gallery",
        abstract: "Lists, checks, renames, merges and removes enrolled people.",
        discussion: """
            EXAMPLES:
              facetop gallery list
              facetop gallery check                 what in the gallery is not used, and why
              facetop gallery evaluate           who of the people come near each other
              facetop gallery keep Ada/young.jpg    this photo is right, whatever it looks like
              facetop gallery merge Ada "A. Lovelace"
              facetop gallery rename Ada "Ada Lovelace"
              facetop gallery remove Ada
            """,
        subcommands: [List.self, Check.self, Evaluate.self, Keep.self, Merge.self, Rename.self, Remove.self],
        defaultSubcommand: List.self
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists who is enrolled, with photos and templates.",
            discussion: "EXAMPLE:\n  facetop gallery list"
        )

        @OptionGroup var recognition: RecognitionOptions

        func run() throws {
            let runtime = try Runtime(recognition.settings())
            let store = try runtime.store()
            guard !store.photos.isEmpty else {
                Console.print(
                    "nobody is enrolled in \(runtime.settings.gallery): facetop enroll NAME PHOTO..."
                )
                return
            }
            let templates = Dictionary(
                uniqueKeysWithValues: store.gallery.people.map { ($0.name, $0.templates.count) }
            )
            let width = store.photos.keys.map(\.text.count).max() ?? 0
            for (name, photos) in store.photos.sorted(by: { $0.key < $1.key }) {
                Console.print(
                    "\(name.text.padded(to: width))  \(photos.count.counted("photo")), \((templates[name] ?? 0).counted("template"))"
                )
            }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists what in the gallery is not used, and why. Exit code 1 if there is anything.",
            discussion: "EXAMPLE:\n  facetop gallery check && echo all is well"
        )

        @OptionGroup var recognition: RecognitionOptions

        func run() throws {
            let runtime = try Runtime(recognition.settings())
            let store = try runtime.store(tellsProblems: false)
            for problem in store.problems { Console.print(problem.advised) }
            let photos = store.photos.values.reduce(0) { $0 + $1.count }
            let enrolled =
                "\(store.gallery.people.count.counted("person", "people")) by \(store.gallery.templateCount) of \(photos.counted("photo"))"
            guard store.problems.isEmpty else {
                Console.print(
                    "\(enrolled); \(store.problems.count.counted("thing")) not used or not in order"
                )
                throw ExitCode.noMatch
            }
            Console.print("\(enrolled); all is in order")
        }
    }

    struct Evaluate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says how well the gallery tells its people apart, and who come near each other.",
            discussion: "EXAMPLE:\n  facetop gallery evaluate --embedder mobileface"
        )

        @Flag(help: "Print the figures as JSON.")
        var json = false

        @OptionGroup var recognition: RecognitionOptions

        func run() throws {
            let store = try Runtime(recognition.settings()).store()
            let evaluation = GalleryEvaluation(store.gallery, store.matcher)
            Console.print(evaluation, or: evaluation.lines, json: json)
        }
    }

    struct Keep: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says that photos are right, whatever they look like.",
            discussion: "EXAMPLE:\n  facetop gallery keep Ada/young.jpg"
        )

        @Argument(help: "Photos: a path, or the part of it behind the gallery's folder.")
        var photo: [String]

        @OptionGroup var gallery: GalleryOptions

        func run() throws {
            for photo in photo {
                try GalleryCommand.change(gallery) { folder throws(GalleryError) in try folder.keep(photo) }
                Console.print("\(photo.printable) is kept")
            }
        }
    }

    struct Merge: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives the second person's photos to the first: they are the same.",
            discussion: "EXAMPLE:\n  facetop gallery merge \"Ada Lovelace\" Ada"
        )

        @Argument(help: "Who stays.")
        var name: String

        @Argument(help: "Who becomes the first.")
        var double: String

        @OptionGroup var gallery: GalleryOptions

        func run() throws {
            let name = try PersonName(argument: name)
            let double = try PersonName(argument: double)
            try GalleryCommand.change(gallery) { folder throws(GalleryError) in
                try folder.merge(double, into: name)
            }
            Console.print("\(double) is \(name) now")
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
            let folder = GalleryCommand.folder(gallery)
            guard folder.holds(name) else {
                Console.warn(GalleryError.noSuchPerson(name).advised)
                throw ExitCode.questionFailed
            }
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

    static func folder(_ options: GalleryOptions) -> GalleryFolder {
        GalleryFolder(path: options.gallery ?? Places.current().gallery)
    }

    /// Changes the folder, or says why not.
    static func change(
        _ options: GalleryOptions,
        _ change: (GalleryFolder) throws(GalleryError) -> Void
    ) throws {
        do throws(GalleryError) {
            try change(folder(options))
        } catch {
            Console.warn(error.advised)
            throw ExitCode.questionFailed
        }
    }
}
