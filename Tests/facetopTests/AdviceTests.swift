import Capture
import Glibc
import ModelImport
import Recognition
import TestSupport
import Testing

@testable import Gallery
@testable import facetop

@Suite("which command helps")
struct AdviceTests {
    @Test("is said after what is wrong, which the floors below say without it")
    func errors() {
        let errors: [(any Error, String)] = [
            (CaptureError.noCamera, "; try `facetop watch demo`"),
            (
                CaptureError.device("open", on: "/dev/video0", errno: ENODEV),
                "? `facetop devices` lists those that are"
            ),
            (CaptureError.noSuchCamera("x", cards: []), "there is none; `facetop devices` tells more"),
            (GalleryError.noSuchPerson(Faces.name("Ada")), "as Ada; `facetop gallery list` shows who is"),
            (GalleryError.noSuchPhoto(path: "a.jpg"), "; `facetop gallery check` names them"),
            (GalleryError.looksLikeAnother(Faces.name("Ada"), d2: 0.1), "; --force enrolls it all the same"),
            (
                ImportError(file: "m.t7", problem: "is cut off"),
                "get the file again, `facetop models` says where from"
            ),
            (
                RecognitionError.notFetched(ModelCatalog.embedders.last ?? ModelCatalog.landmarks),
                "is not here yet; get it with: facetop models fetch openface"
            ),
            (
                RecognitionError.invalidCalibration(path: "m", problem: "is bad"),
                "m: is bad; make it anew with: facetop bench --calibrate"
            ),
        ]
        for (error, advice) in errors {
            #expect(error.advised.hasSuffix(advice), "\(error.advised)")
            #expect(!"\(error)".contains("facetop "), "\(error)")
        }
    }

    @Test("of a gallery's problem is a command that can be pasted")
    func problems() {
        let keep = GalleryProblem("x", remedy: .keep(photo: "g/O'Neil/a b.jpg"))
        #expect(keep.advised == #"x: facetop gallery keep 'g/O'\''Neil/a b.jpg'"#)
        let merge = GalleryProblem("x", remedy: .merge(folder: "A. L.", into: "Ada"))
        #expect(merge.advised == "x: facetop gallery merge Ada 'A. L.'")
        #expect(GalleryProblem("x\u{1B}[2J").advised == GalleryProblem("x\u{1B}[2J").description)
        #expect(!GalleryProblem("x\u{1B}[2J").description.contains("\u{1B}"))
    }
}
