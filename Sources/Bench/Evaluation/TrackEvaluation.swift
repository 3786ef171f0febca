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

    /// What a film's events said.
    private struct Answer {
        var names: [(person: String?, after: Double)] = []
    }

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
        // Those with most pictures are enrolled.
        let byPerson = Dictionary(grouping: pictures.pictures, by: \.person)
            .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        var enrolled: [Person] = []
        var known: [(person: String, path: String)] = []
        for (person, own) in byPerson where own.count > 1 && enrolled.count < Self.people {
            guard let name = try? PersonName(person.replacing("_", with: " ")),
                let template = try? analyzer.onlyFace(in: Picture.read(own[0].path)).get().embedding
            else { continue }
            enrolled.append(Person(name: name, templates: [template]))
            known += own.dropFirst().map { (name.text, $0.path) }
        }
        guard enrolled.count == Self.people else {
            throw CaptureError.unsupported(
                "the pictures",
                problem: "there are not ten people with two pictures each"
            )
        }
        let singles = byPerson.filter { $0.value.count == 1 }.map { (person: "", path: $0.value[0].path) }
        let store = GalleryStore(
            folder: GalleryFolder(path: "/nowhere"),
            models: "",
            analyzer: analyzer,
            policy: policy,
            extra: Gallery(people: enrolled)
        )
        try store.load()
        let films = Array(known.prefix(Self.mostFilms) + singles.prefix(Self.mostFilms))
        var toName: [Double] = []
        var toUnknown: [Double] = []
        var counts = (named: 0, wrong: 0, strangersNamed: 0, unknown: 0, told: 0, strangersTold: 0)
        for (number, film) in films.enumerated() {
            progress(number, films.count)
            guard let frame = try? Picture.read(film.path) else { continue }
            let answer = Self.watch(frame, phase: Double(number), analyzer, store)
            let isStranger = film.person.isEmpty
            if isStranger { counts.strangersTold += 1 } else { counts.told += 1 }
            if !isStranger, let right = answer.names.first(where: { $0.person == film.person }) {
                counts.named += 1
                toName.append(right.after)
            }
            if answer.names.contains(where: { $0.person.map { $0 != film.person } ?? false }) {
                counts.wrong += 1
                if isStranger { counts.strangersNamed += 1 }
            }
            guard let unknown = answer.names.first(where: { $0.person == nil }) else { continue }
            if isStranger { toUnknown.append(unknown.after) } else { counts.unknown += 1 }
        }
        self.embedder = embedder
        cut = store.matcher.threshold
        (self.films, named) = (counts.told, counts.named)
        secondsToName = Self.percentiles(toName)
        wrong = counts.wrong
        wrongPerMinute = Double(counts.wrong) / (Double(films.count) * MovingPicture.seconds / 60)
        (strangers, strangersNamed) = (counts.strangersTold, counts.strangersNamed)
        secondsToUnknown = Self.percentiles(toUnknown)
        calledUnknown = counts.unknown
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
    ) -> Answer {
        let state = Mutex((answer: Answer(), begun: Instant?.none))
        let stop = StopSignal()
        var observer = FacePipeline.Observer()
        observer.onEvent = { event in
            guard let face = event.face else { return }
            state.withLock { state in
                let begun = state.begun ?? event.monotonic
                state.begun = begun
                guard let identity = face.identity else { return }
                state.answer.names.append((identity.person?.text, event.monotonic.seconds(since: begun)))
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
        return state.withLock(\.answer)
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
