// facetop: the command line. Wires the other targets together; alone prints errors and picks exit codes.
//
//   Commands/   one command a file
//   Options/    options that several commands share
//   Places      where models, gallery and log are
//   ModelCatalog  which file plays which part, and whether it is intact
//   Runtime     models and gallery, loaded

import ArgumentParser
import Glibc

@main
struct Facetop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "facetop",
        abstract: "htop for faces: shows who is in front of the camera, live in the terminal.",
        discussion: """
            EXAMPLES:
              facetop                        watch the first camera, else the demo
              facetop watch demo --headless  print the demo's events as JSON lines
              facetop enroll Ada ada1.jpg ada2.jpg
              facetop identify party.jpg --json | jq .faces[].person

            Keys: q quit, p pause, e enroll the chosen face, arrows choose, ? help.

            Exit codes: 0 success or a match, 1 no match, 2 error of a question,
            64 usage, 66 no input, 69 no camera, 78 configuration.
            """,
        version: "0.1.0",
        subcommands: [
            WatchCommand.self, IdentifyCommand.self, EnrollCommand.self, GalleryCommand.self,
            ModelsCommand.self,
            DevicesCommand.self, BenchCommand.self, DoctorCommand.self,
        ],
        defaultSubcommand: WatchCommand.self
    )

    static func main() {
        // A reader that goes away, as `head` does, is noticed where it matters; it is no reason to die.
        signal(SIGPIPE, SIG_IGN)
        Self.main(nil)
    }
}
