import ArgumentParser
import Capture
import FaceTypes
import FoundationEssentials
import Gallery
import Pipeline
import PrintableText

struct IdentifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identify",
        abstract:
            "Says who is in pictures: every face with its box, its name or `unknown`, and the distance.",
        discussion: """
            EXAMPLES:
              facetop identify party.jpg
              facetop identify *.jpg --json --embeddings > faces.jsonl
              facetop identify door.png >/dev/null && echo somebody known

            A photo of a face is a face, too: never open a door on this.
            Exit code: 0 somebody known, 1 nobody known, 2 a picture can't be read.
            """
    )

    @Argument(help: "JPEG or PNG files.")
    var image: [String]

    @Flag(help: "Print one JSON object a picture, one a line.")
    var json = false

    @Flag(help: "With --json: the 128 numbers of each face.")
    var embeddings = false

    @OptionGroup var models: ModelOptions
    @OptionGroup var gallery: GalleryOptions
    @OptionGroup var match: MatchOptions

    func run() throws {
        let runtime = try Runtime(models, gallery, match)
        let people = runtime.store().gallery
        var isKnown = false
        var hasFailed = false
        for path in image {
            let report: PictureReport
            do throws(CaptureError) {
                let frame = try Picture.read(path)
                let faces = runtime.analyzer.faces(in: frame).map { face in
                    PictureReport.Face(
                        face,
                        identity: face.embedding.map { runtime.matcher.identify($0, in: people) },
                        showsEmbedding: embeddings
                    )
                }
                report = PictureReport(image: path, width: frame.width, height: frame.height, faces: faces)
            } catch {
                report = PictureReport(image: path, error: error.description)
                hasFailed = true
                if !json { Console.warn(error.description.printable) }
            }
            isKnown = isKnown || report.hasKnownFace
            let lines = json ? [report.json] : report.lines
            for line in lines where !Console.print(line) { throw ExitCode.questionFailed }
        }
        if hasFailed { throw ExitCode.questionFailed }
        if !isKnown { throw ExitCode.noMatch }
    }
}
