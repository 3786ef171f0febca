public import Capture
import FaceTypes
import Glibc
public import Pipeline
public import Recognition
public import TUI
import Text

/// What the screen costs while a source is watched: processor time, writes and bytes; without a terminal.
public struct ScreenMeasurement {
    /// What came of it.
    public struct Report: Encodable, Sendable {
        let rows: Int
        let columns: Int
        let seconds: Double
        /// New pictures on the screen, and frames of all kinds, in a second.
        let picturesPerSecond: Double
        let writesPerSecond: Double
        let bytesPerSecond: Double
        /// What a second took at most.
        let mostBytesInASecond: Int
        /// Of one core, in percent.
        let processor: Double
        /// From the start of the pipeline to the first picture, in milliseconds.
        let firstPicture: Double

        /// The report as text.
        public var lines: [String] {
            [
                "screen    \(columns)x\(rows) for \(seconds.tenths) s",
                "pictures  \(picturesPerSecond.tenths)/s, the first after \(Int(firstPicture)) ms",
                "writes    \(writesPerSecond.tenths)/s",
                "bytes     \((bytesPerSecond / 1000).tenths) kB/s (\((bytesPerSecond * 8 / 1000).tenths) kbit/s), at most \((Double(mostBytesInASecond) / 1000).tenths) kB in a second",
                "processor \(processor.tenths) % of one core",
            ]
        }
    }

    private var pictures = 0
    private var writes: [(at: Instant, bytes: Int)] = []
    private var firstPicture: Instant?

    /// Prepares a measurement.
    public init() {}

    /// Watches a source, and draws what there is to see.
    ///
    /// - Parameters:
    ///   - configuration: the source, and how it is looked at.
    ///   - analyzer: the models.
    ///   - store: the gallery.
    ///   - options: of the screen; colors are 24-bit unless they say otherwise.
    ///   - size: of the screen in cells.
    ///   - seconds: for how long.
    ///   - stop: ends it earlier.
    /// - Returns: the report.
    public mutating func run(
        _ configuration: FacePipeline.Configuration,
        _ analyzer: FaceAnalyzer,
        _ store: GalleryStore,
        _ options: ScreenOptions,
        size: (rows: Int, columns: Int),
        seconds: Double,
        stop: StopSignal
    ) -> Report {
        let wakeup = Wakeup()
        var observer = FacePipeline.Observer()
        observer.onNews = { wakeup.wake() }
        let pipeline = FacePipeline(configuration, analyzer: analyzer, store: store, observer: observer)
        var painter = ScreenPainter(measuring: options)
        let sink = unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(sink) }
        pipeline.start()
        let (begin, used) = (Instant.now(), ProcessMeter.processorTime(CLOCK_THREAD_CPUTIME_ID))
        while !stop.isGiven, Instant.now().seconds(since: begin) < seconds {
            wakeup.reset()
            draw(pipeline.snapshot, &painter, size, to: sink)
            let wait = painter.wait(at: .now())
            if wait > 0 { stop.wait(wait) }
            wakeup.wait(atMost: 0.25)
        }
        let (end, cost) = (Instant.now(), ProcessMeter.processorTime(CLOCK_THREAD_CPUTIME_ID) - used)
        pipeline.stop()
        let elapsed = max(end.seconds(since: begin), 0.001)
        return Report(
            rows: size.rows,
            columns: size.columns,
            seconds: elapsed,
            picturesPerSecond: Double(pictures) / elapsed,
            writesPerSecond: Double(writes.count) / elapsed,
            bytesPerSecond: Double(writes.reduce(0) { $0 + $1.bytes }) / elapsed,
            mostBytesInASecond: mostInASecond,
            processor: cost / elapsed * 100,
            firstPicture: (firstPicture?.seconds(since: begin) ?? 0) * 1000
        )
    }

    private mutating func draw(
        _ snapshot: Snapshot,
        _ painter: inout ScreenPainter,
        _ size: (rows: Int, columns: Int),
        to sink: Int32
    ) {
        let now = Instant.now()
        let before = painter.pictureCount
        let bytes = painter.paint(snapshot, size: size, at: now)
        guard !bytes.isEmpty else { return }
        unsafe _ = write(sink, bytes, bytes.count)
        writes.append((now, bytes.count))
        guard painter.pictureCount > before else { return }
        pictures += 1
        if firstPicture == nil { firstPicture = now }
    }

    /// The most bytes of any second that begins with a write, but for the first screen, which comes as a whole.
    private var mostInASecond: Int {
        var most = 0
        for (index, first) in writes.enumerated().dropFirst() {
            let second = writes[index...].prefix { $0.at.seconds(since: first.at) < 1 }
            most = max(most, second.reduce(0) { $0 + $1.bytes })
        }
        return most
    }
}
