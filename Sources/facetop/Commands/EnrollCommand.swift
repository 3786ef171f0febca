import ArgumentParser
import Capture
import FaceTypes
import Gallery
import Recognition
import Text

struct EnrollCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enroll",
        abstract: "Enrolls a person from photos with one face each.",
        discussion: """
            EXAMPLES:
              facetop enroll "Ada Lovelace" ada1.jpg ada2.png
              facetop enroll Ada group.jpg --force        takes the largest face

            Refused are photos without a face or with several, too small or too
            blurred ones, and faces that are enrolled under another name.

            The photos are copied into the gallery's folder, which is the truth:
            drop photos there, or delete them, and the next start follows.
            Exit code: 0 all photos, 1 some refused, 2 none used, 64 a bad name.
            """
    )

    @Argument(help: "The person's name.")
    var name: String

    @Argument(help: "Photos: JPEG, PNG, WebP, HEIC, AVIF, BMP, TIFF or GIF.")
    var photo: [String]

    @Flag(help: "Enroll somebody who looks like another, and take the largest of several faces.")
    var force = false

    @OptionGroup var recognition: RecognitionOptions

    func run() throws {
        let name = try PersonName(argument: name)
        let store = try Runtime(recognition.settings()).store()
        var enrolled = 0
        for path in photo {
            do {
                let bytes = try Picture.contents(of: path)
                try store.enroll(
                    try Picture.decode(bytes, name: path),
                    original: bytes,
                    as: name,
                    isForced: force
                )
                enrolled += 1
                Console.print("\(path.printable): enrolled \(name)")
            } catch let error as CaptureError {
                Console.warn(error.advised.printable)
            } catch EnrollmentProblem.gallery(let error) {
                Console.warn("\(path.printable): not enrolled: \(error.advised)")
            } catch {
                Console.warn("\(path.printable): not enrolled: \(error)")
            }
        }
        do throws(GalleryError) { try store.load() } catch { Console.warn(error.advised) }
        if enrolled == 0 { throw ExitCode.questionFailed }
        if enrolled < photo.count { throw ExitCode.noMatch }
    }
}

extension PersonName {
    /// Checks a name from the command line.
    init(argument: String) throws {
        do throws(Refusal) { try self.init(argument) } catch {
            throw ValidationError("`\(argument.printable)` can't be a person's name: \(error).")
        }
    }
}
