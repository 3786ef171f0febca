import Capture
import FaceTypes
import Gallery
import Pipeline
public import Recognition
import Synchronization
import Text

/// How soon the pipeline names people, and how often wrongly, on films made from pictures of which it is known who is
/// on them.
///
/// Ten people are enrolled with a picture each; of every other picture of them and of as many strangers a film is made.
public struct TrackEvaluation: Encodable, Sendable {
    let embedder: String
    /// The cut at which at most one of so many strangers is named.
    let cut: Float
    let films: Int
    let named: Int
    /// Seconds from the moment the face is told of until its name is.
    let secondsToName: [String: Double]
    /// Names of others that enrolled people had, and any that strangers had, in films and by the minute.
    let wrong: Int
    let wrongPerMinute: Double
    let strangers: Int
    let strangersNamed: Int
    let secondsToUnknown: [String: Double]
    /// Enrolled people who were called unknown for a while.
    let calledUnknown: Int

    private static let people = 10
    private static let mostFilms = 60

    /// A picture to make a film of; nobody's where the person is a stranger.
    private struct Film {
        let person: String?
        let path: String
    }

    /// What the pipeline said of the face in a film: who it is, so many seconds after it was seen.
    private typealias Answers = [(person: String?, after: Double)]

    /// Makes the films, and watches them.
    ///
    /// - Parameters:
    ///   - embedder: its name.
    ///   - analyzer: finds and embeds faces with it.
    ///   - policy: says when a face is somebody known.
    ///   - pictures: the pictures.
    ///   - progress: gets how many films were watched, of how many.
    /// - Throws: `CaptureError` where there are not enough people with two pictures, `GalleryError`.
    public init(
        _ embedder: String,
        _ analyzer: FaceAnalyzer,
        _ policy: MatchPolicy,
        _ pictures: LabeledPictures,
        progress: (_ done: Int, _ all: Int) -> Void
    ) throws {
        let (enrolled, films) = try Self.cast(pictures, analyzer)
        let store = GalleryStore(
            folder: GalleryFolder(path: "/nowhere"),
            models: "",
            analyzer: analyzer,
            policy: policy,
            extra: Gallery(people: enrolled)
        )
        try store.load()
        var watched: [(film: Film, answers: Answers)] = []
        for (number, film) in films.enumerated() {
            progress(number, films.count)
            guard let frame = try? Picture.read(film.path) else { continue }
            watched.append((film, Self.watch(frame, phase: Double(number), analyzer, store)))
        }
        let known = watched.filter { $0.film.person != nil }
        let unknown = watched.filter { $0.film.person == nil }
        self.embedder = embedder
        cut = store.matcher.threshold
        self.films = known.count
        strangers = unknown.count
        let toName = known.compactMap { film, answers in answers.first { $0.person == film.person }?.after }
        named = toName.count
        secondsToName = Self.percentiles(toName)
        calledUnknown = known.count { $0.answers.contains { $0.person == nil } }
        secondsToUnknown = Self.percentiles(
            unknown.compactMap { $0.answers.first { $0.person == nil }?.after }
        )
        strangersNamed = unknown.count { $0.answers.contains { $0.person != nil } }
        wrong =
            strangersNamed
            + known.count { film, answers in answers.contains { $0.person != nil && $0.person != film.person }
            }
        wrongPerMinute = Double(wrong) / (Double(max(watched.count, 1)) * MovingPicture.seconds / 60)
    }

    /// Enrolls those with most pictures, with one each; the rest of theirs are films, and so are pictures of people who
    /// have only one.
    private static func cast(
        _ pictures: LabeledPictures,
        _ analyzer: FaceAnalyzer
    ) throws -> (enrolled: [Person], films: [Film]) {
        let byPerson = Dictionary(grouping: pictures.pictures, by: \.person)
            .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        var enrolled: [Person] = []
        var known: [Film] = []
        for (person, own) in byPerson where own.count > 1 && enrolled.count < people {
            guard let name = try? PersonName(person.replacing("_", with: " ")),
                let template = try? analyzer.onlyFace(in: Picture.read(own[0].path)).get().embedding
            else { continue }
            enrolled.append(Person(name: name, templates: [template]))
            known += own.dropFirst().map { Film(person: name.text, path: $0.path) }
        }
        guard enrolled.count == people else {
            throw LabeledPictures.tooFewPeople()
        }
        let strangers = byPerson.filter { $0.value.count == 1 }.map {
            Film(person: nil, path: $0.value[0].path)
        }
        return (enrolled, Array(known.prefix(mostFilms) + strangers.prefix(mostFilms)))
    }

    private static func percentiles(_ values: [Double]) -> [String: Double] {
        ["p50": values.percentile(0.5), "p95": values.percentile(0.95)]
    }

    /// Runs the pipeline over a film, and notes every answer about its face.
    private static func watch(
        _ picture: Frame,
        phase: Double,
        _ analyzer: FaceAnalyzer,
        _ store: GalleryStore
    ) -> Answers {
        let state = Mutex((answers: Answers(), begun: Instant?.none))
        let stop = StopSignal()
        var observer = FacePipeline.Observer()
        observer.onEvent = { event in
            guard let face = event.face else { return }
            state.withLock { state in
                let begun = state.begun ?? event.monotonic
                state.begun = begun
                guard let identity = face.identity else { return }
                state.answers.append((identity.person?.text, event.monotonic.seconds(since: begun)))
            }
        }
        observer.onEnd = { _ in stop.give() }
        let configuration = FacePipeline.Configuration(
            open: { _ throws(CaptureError) in MovingPicture(picture, phase: phase) },
            sourceName: "film",
            delivery: Delivery(of: .film, isWatched: false)
        )
        let pipeline = FacePipeline(configuration, analyzer: analyzer, store: store, observer: observer)
        pipeline.start()
        stop.wait(60)
        pipeline.stop()
        return state.withLock(\.answers)
    }

    /// The figures for people.
    public var lines: [String] {
        func words(_ times: [String: Double]) -> String {
            "p50 \(times["p50", default: 0].hundredths) s, p95 \(times["p95", default: 0].hundredths) s"
        }
        return [
            "\(embedder): films of \(MovingPicture.seconds.shortened) s, ten people with a photo each, cut at d2 \(cut.hundredths)",
            "  \(named) of \(films) enrolled people are named, \(words(secondsToName)) after they are seen; "
                + "\(calledUnknown) are called unknown for a while",
            "  \(strangersNamed) of \(strangers) strangers are named; unknown \(words(secondsToUnknown)) after they are seen",
            "  \(wrong) wrong names, \(wrongPerMinute.hundredths) a minute",
        ]
    }
}
