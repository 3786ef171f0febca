import ArgumentParser
import Capture
import FaceTypes
import Files
import FoundationEssentials
import Gallery
import Recognition
import Text

struct IdentifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identify",
        abstract:
            "Says who is in pictures: every face with its box, its name or `unknown`, and the distance.",
        discussion: """
            EXAMPLES:
              facetop identify party.jpg
              facetop identify holidays/ --json --embeddings > faces.jsonl
              facetop identify door.png >/dev/null && echo somebody known

            A photo that lies on its side is turned. A photo of a face is a face, too:
            never open a door on this.
            Exit code: 0 somebody known, 1 nobody known, 2 a picture can't be read.
            """
    )

    @Argument(help: "Pictures (JPEG, PNG, WebP, HEIC, AVIF, BMP, TIFF, GIF), or folders of them.")
    var image: [String]

    @Flag(help: "Print one JSON object a picture, one a line.")
    var json = false

    @Flag(help: "With --json: the 128 numbers of each face.")
    var embeddings = false

    @OptionGroup var recognition: RecognitionOptions

    func run() throws {
        let runtime = try Runtime(recognition.settings())
        let store = try runtime.store()
        var isKnown = false
        let (paths, missing) = pictures()
        var hasFailed = missing
        let progress = ProgressLine("looking", of: "picture")
        defer { progress.end() }
        for (index, path) in paths.enumerated() {
            progress.show(index, of: paths.count)
            let report: PictureReport
            do throws(CaptureError) {
                let frame = try Picture.read(path)
                let faces = runtime.analyzer.faces(in: frame).map { face in
                    PictureReport.Face(
                        face,
                        identity: face.embedding.map(store.identify),
                        showsEmbedding: embeddings
                    )
                }
                report = PictureReport(image: path, width: frame.width, height: frame.height, faces: faces)
            } catch {
                report = PictureReport(image: path, error: error.description)
                hasFailed = true
                progress.end()
                if !json { Console.warn(error.advised.printable) }
            }
            isKnown = isKnown || report.hasKnownFace
            // A line that is written over must be gone before another comes.
            progress.end()
            let lines = json ? [report.json] : report.lines
            for line in lines where !Console.print(line) { throw ExitCode.questionFailed }
        }
        if hasFailed { throw ExitCode.questionFailed }
        if !isKnown { throw ExitCode.noMatch }
    }

    /// The pictures that are named, and those of folders; whether a folder has none.
    private func pictures() -> (paths: [String], isMissing: Bool) {
        var paths: [String] = []
        var isMissing = false
        for path in image {
            guard Folder.kind(of: path) == .folder else {
                paths.append(path)
                continue
            }
            do throws(CaptureError) { paths += try Picture.files(in: path) } catch {
                isMissing = true
                if json {
                    Console.print(PictureReport(image: path, error: error.description).json)
                } else {
                    Console.warn(error.advised)
                }
            }
        }
        return (paths, isMissing)
    }
}
