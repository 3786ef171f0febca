import ArgumentParser
import FaceTypes
import Gallery
import Pipeline
import Recognition
import Text

struct InboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox",
        abstract: "Unknown faces that were kept: who came how often, and a name for them.",
        discussion: """
            EXAMPLES:
              facetop inbox                        who came, most often first
              facetop inbox assign 2 "Ada Lovelace"
              facetop inbox clear

            Watching keeps the best picture of each unknown face when it has left,
            unless it is ignored, for 30 days, at most 500 and 100 MB; --no-inbox
            keeps none. Only their owner can read them.
            """,
        subcommands: [List.self, Assign.self, Clear.self],
        defaultSubcommand: List.self
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists unknown people, by number.")

        @Flag(help: "Print JSON.")
        var json = false

        @OptionGroup var recognition: RecognitionOptions

        private struct Row: Encodable {
            let number: Int
            let visits: Int
            let first: String
            let last: String
        }

        func run() throws {
            let rows = try InboxCommand.inbox(recognition).people().enumerated().map { index, person in
                Row(
                    number: index + 1,
                    visits: person.visits,
                    first: EventLine.timestamp(person.seen.lowerBound),
                    last: EventLine.timestamp(person.seen.upperBound)
                )
            }
            let lines = rows.map { row in
                "\("\(row.number)".padded(to: 4, .left))  \(row.visits.counted("visit").padded(to: 12)) \(row.first) to \(row.last)"
            }
            let empty = ["the inbox is empty: \(Places.current().inbox.printable)"]
            Console.print(rows, or: lines.isEmpty ? empty : lines, json: json)
        }
    }

    struct Assign: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Enrolls an unknown person under a name, from the kept pictures."
        )

        @Argument(help: "The number that `facetop inbox list` prints.")
        var number: Int

        @Argument(help: "The person's name.")
        var name: String

        @OptionGroup var recognition: RecognitionOptions

        func run() throws {
            let name = try PersonName(argument: name)
            let inbox = try InboxCommand.inbox(recognition)
            let people = inbox.people()
            guard people.indices.contains(number - 1) else {
                Console.warn(
                    "there is no number \(number) in the inbox; `facetop inbox list` shows what there is"
                )
                throw ExitCode.questionFailed
            }
            do throws(EnrollmentProblem) {
                let count = try inbox.assign([people[number - 1].id], to: name)
                Console.print("enrolled \(name) from \(count.counted("photo"))")
            } catch {
                Console.warn("not enrolled: \(error)")
                throw ExitCode.questionFailed
            }
        }
    }

    struct Clear: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Deletes all kept pictures.")

        func run() {
            let places = Places.current()
            let folders = [places.inbox, "\(places.inbox)-demo"].map { InboxFolder(path: $0) }
            let count = folders.reduce(0) { $0 + $1.clear() }
            Console.print("deleted \(count.counted("picture"))")
        }
    }

    /// The inbox of the user's cameras.
    private static func inbox(_ recognition: RecognitionOptions) throws -> Inbox {
        let places = Places.current()
        let runtime = try Runtime(recognition.settings(places))
        return Inbox(InboxFolder(path: places.inbox), try runtime.store(), runtime.analyzer)
    }
}
