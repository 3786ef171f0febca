import ArgumentParser
import Bench
import Capture
import Gallery
import Pipeline
import Recognition
import Text

/// What `bench` does once, where all else goes in rounds.
extension BenchCommand {
    /// Calibrates, tunes or checks.
    func measureOnce(_ models: ModelSet, _ settings: Settings, _ places: Places) throws {
        let tell: (String) -> Void = { Console.print($0) }
        let measurements = NetworkMeasurements(models, settings, report: tell)
        if calibrate {
            try measurements.calibrate(try Picture.files(in: places.demo).map { try Picture.read($0) })
        }
        if algorithms {
            let frame = try Picture.read("\(places.demo)/obama.jpg")
            let measured = try AlgorithmReport(models, settings, frame, runs: max(rounds, 3))
            Console.print(measured, or: measured.lines, json: json)
        }
        if following {
            let analyzer = try models.analyzer(settings.engine, settings)
            let measured = FollowingMeasurement(try clipFrames(places), analyzer)
            Console.print(measured, or: measured.lines, json: json)
        }
        if tune { try measurements.tune(runs: max(rounds, 3)) }
        if check {
            let isGood = try PrecisionCheck(models, settings, report: tell).run(demo: places.demo, eval: eval)
            if !isGood { throw ExitCode.noMatch }
        }
    }

    /// The pipeline on a source.
    func measure(_ source: SourceName, _ models: ModelSet, _ settings: Settings, _ places: Places) throws {
        let analyzer = try models.analyzer(settings.engine, settings)
        let store = GalleryStore(models, settings, analyzer)
        try store.load()
        let configuration = configuration(of: source, places, isWatched: live)
        let stop = StopSignal()
        // Kept, because it gives the stop signal.
        let signals = SignalWatch(onHangUp: nil) { stop.give() }
        defer { withExtendedLifetime(signals) {} }
        let report = try SourceMeasurement().run(configuration, analyzer, store, seconds: seconds, stop: stop)
        {
            Console.warn("\($0.advised); trying again until it is back")
        }
        Console.print(report, or: report.lines, json: json)
    }

    /// The screen, on the demo or a source.
    func measure(
        _ screen: FrameSize,
        _ models: ModelSet,
        _ settings: Settings,
        _ places: Places
    ) throws {
        let source = self.source.map(SourceName.init) ?? .demo
        let analyzer = try models.analyzer(settings.engine, settings)
        let people = source == .demo ? DemoPeople.gallery(in: places.demo, analyzer) : Gallery(people: [])
        let store = GalleryStore(models, settings, analyzer, extra: people)
        try store.load()
        let stop = StopSignal()
        let signals = SignalWatch(onHangUp: nil) { stop.give() }
        defer { withExtendedLifetime(signals) {} }
        var measurement = ScreenMeasurement()
        let report = measurement.run(
            configuration(of: source, places, isWatched: true),
            analyzer,
            store,
            screenOptions.options(),
            size: (screen.height, screen.width),
            seconds: seconds,
            stop: stop
        )
        Console.print(report, or: report.lines, json: json)
    }

    /// How a source is looked at.
    private func configuration(
        of source: SourceName,
        _ places: Places,
        isWatched: Bool
    ) -> FacePipeline.Configuration {
        let request = source.camera.map { camera.request(CameraChoice($0)) }
        var configuration = FacePipeline.Configuration(
            open: { stop throws(CaptureError) in
                try source.open(
                    demoFolder: places.demo,
                    loopsDemo: isWatched,
                    camera: request,
                    stop: stop
                ) {
                    Console.warn($0.advised)
                }
            },
            sourceName: source.description,
            delivery: Delivery(of: source.kind, isWatched: isWatched)
        )
        configuration.looksAlways = always
        return configuration
    }

    /// Our conversions of camera formats against libv4l2's.
    func measureConversions(_ places: Places) throws {
        let picture = try Picture.contents(of: "\(places.demo)/obama.jpg")
        for row in try ConversionMeasurement.all(jpeg: picture, rounds: rounds) { Console.print(row.line) }
    }
}
