public import Files
public import Inference
public import ModelImport
import Text

/// Why models can't be used.
public enum RecognitionError: Error, Sendable, CustomStringConvertible {
    /// A model file can't be read.
    case model(ImportError)
    /// A model can't be computed.
    case network(InferenceError)
    /// A file beside the models can't be read or written.
    case file(FileError)
    /// A model was chosen that must be fetched first.
    case notFetched(ModelCatalog.Entry)
    /// No embedder, and no file, has this name.
    case noSuchEmbedder(String)
    /// The description of an embedder is not there, or invalid.
    case invalidDescription(path: String, problem: String)
    /// A calibration file is invalid.
    case invalidCalibration(path: String, problem: String)

    /// What is wrong, and where.
    public var description: String {
        switch self {
        case .model(let error): error.description
        case .network(let error): error.description
        case .file(let error): error.description
        case .notFetched(let entry): "\(entry.file) is not here yet"
        case .noSuchEmbedder(let name):
            "no embedder is called \(name.printable(limit: 40)): there are \(ModelCatalog.embedders.map(\.name).joined(separator: ", ")), "
                + "and .t7 and .onnx files"
        case .invalidDescription(let path, let problem), .invalidCalibration(let path, let problem):
            "\(path): \(problem)"
        }
    }
}
