import Capture
import Gallery
import Glibc
import ModelImport
import Recognition
import Text

// The floors below know of no command line: which command helps is said here.

extension Error {
    /// What is wrong, and which command helps.
    var advised: String {
        switch self {
        case let error as CaptureError: error.description + (error.advice ?? "")
        case let error as GalleryError: error.description + (error.advice ?? "")
        case let error as ImportError:
            error.isUnsupported ? "\(error)" : "\(error), `facetop models` says where from"
        case let error as RecognitionError: error.advised
        default: "\(self)"
        }
    }
}

extension CaptureError {
    fileprivate var advice: String? {
        switch self {
        case .noCamera: "; try `facetop watch demo`"
        case .noSuchCamera: "; `facetop devices` tells more"
        case .device(_, on: _, ENODEV), .device(_, on: _, ENOENT), .device(_, on: _, ENXIO):
            " `facetop devices` lists those that are"
        default: nil
        }
    }
}

extension GalleryError {
    fileprivate var advice: String? {
        switch self {
        case .noSuchPerson: "; `facetop gallery list` shows who is"
        case .noSuchPhoto: "; `facetop gallery check` names them"
        case .looksLikeAnother, .looksUnlikeItself: "; --force enrolls it all the same"
        default: nil
        }
    }
}

extension RecognitionError {
    fileprivate var advised: String {
        switch self {
        case .model(let error): error.advised
        case .network, .file, .noSuchEmbedder: description
        case .notFetched(let entry): "\(description); get it with: facetop models fetch \(entry.name)"
        case .invalidDescription: "\(description) (docs/models.md has what stands in it)"
        case .invalidCalibration: "\(description); make it anew with: facetop bench --calibrate"
        }
    }
}

extension GalleryProblem {
    /// What is wrong, and which command helps.
    var advised: String {
        switch remedy {
        case nil: description
        case .keep(let photo): "\(description): facetop gallery keep \(photo.quoted)"
        case .merge(let folder, let person):
            "\(description): facetop gallery merge \(person.quoted) \(folder.quoted)"
        }
    }
}
