import ArgumentParser
import FaceTypes
import Inference
import Recognition
import Vision

/// Which models run.
struct ModelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The embedder: facetop, mobileface (surer), openface (after `facetop models fetch openface`), or a .t7 or .onnx file.",
            valueName: "name"
        )
    )
    var embedder = ModelCatalog.standardEmbedder

    @Option(
        help: ArgumentHelp(
            "Other detector weights: a .caffemodel for the shipped prototxt.",
            valueName: "file"
        )
    )
    var detectorWeights: String?

    @OptionGroup var engine: EngineOptions

    /// Fills in what was chosen.
    func fill(_ settings: inout Settings) {
        settings.embedder = embedder
        settings.detectorWeights = detectorWeights
        engine.fill(&settings)
    }
}

/// How networks are computed.
struct EngineOptions: ParsableArguments {
    @Option(help: "How many threads a network runs on (default: all processors).")
    var threads: Int?

    @Option(
        help:
            "The numbers of the networks: fp32, bf16, int8, or auto, the fastest of all that was found good."
    )
    var precision = Precision.auto

    @Option(help: "How convolutions are computed: auto, or im2col (OpenBLAS, in fp32; several times slower).")
    var algorithm = ConvolutionMethod.standard

    /// Fills in what was chosen.
    func fill(_ settings: inout Settings) {
        settings.algorithm = algorithm
        settings.threads = threads ?? settings.threads
        settings.precision = precision
    }

    func validate() throws {
        guard (1...256).contains(threads ?? 1) else { throw ValidationError("--threads takes 1 to 256.") }
    }
}

/// Where people are enrolled.
struct GalleryOptions: ParsableArguments {
    @Option(help: "The gallery's folder: one folder a person, with photos (or FACETOP_GALLERY).")
    var gallery: String?

    /// Fills in what was chosen.
    func fill(_ settings: inout Settings) { settings.gallery = gallery ?? settings.gallery }
}

/// When a face counts, and when it is somebody known.
struct MatchOptions: ParsableArguments {
    @Option(help: "The least confidence of a detection, from 0 to 1.")
    var confidence: Float = Detection.defaultConfidence

    @Option(
        help: ArgumentHelp(
            "How hard faces are looked for that are small in a large picture: off, auto (as the frame rate allows; all of a still picture), or full (all of each frame).",
            valueName: "effort"
        )
    )
    var smallFaces = SmallFaceSearch.Effort.auto

    @Option(
        help: ArgumentHelp(
            "At most one of so many strangers is named; the cut follows from it and from how many people are enrolled.",
            valueName: "number"
        )
    )
    var strangers = 1000

    @Option(
        help:
            "The largest squared distance of a known person, from 0 to 4 (default: what follows from --strangers)."
    )
    var threshold: Float?

    @Option(help: "How much farther the second person must be, from 0 to 4 (default: the embedder's own).")
    var margin: Float?

    /// Fills in what was chosen.
    func fill(_ settings: inout Settings) {
        settings.confidence = confidence
        settings.smallFaces = smallFaces
        settings.strangers = strangers
        settings.threshold = threshold
        settings.margin = margin
    }

    func validate() throws {
        guard (0...1).contains(confidence) else { throw ValidationError("--confidence takes 0 to 1.") }
        guard (1...1_000_000_000).contains(strangers) else {
            throw ValidationError("--strangers takes 1 to 1000000000.")
        }
        guard (0...4).contains(threshold ?? 0) else { throw ValidationError("--threshold takes 0 to 4.") }
        guard (0...4).contains(margin ?? 0) else { throw ValidationError("--margin takes 0 to 4.") }
    }
}

/// All that is chosen about recognition.
struct RecognitionOptions: ParsableArguments {
    @OptionGroup var models: ModelOptions
    @OptionGroup var gallery: GalleryOptions
    @OptionGroup var match: MatchOptions

    /// The settings with what was chosen.
    func settings(_ places: Places = .current()) -> Settings {
        var settings = places.settings
        models.fill(&settings)
        gallery.fill(&settings)
        match.fill(&settings)
        return settings
    }
}
