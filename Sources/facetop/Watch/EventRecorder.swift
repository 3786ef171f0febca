import FaceTypes
import Pipeline

/// Gives the events of all cameras to every sink.
final class EventRecorder: Sendable {
    private let sinks: [any EventSink]
    private let model: String
    private let problem = MessageBox<String>()
    /// Is called when a sink has failed.
    private let onProblem: @Sendable () -> Void

    /// Makes a recorder.
    ///
    /// - Parameters:
    ///   - sinks: where events go.
    ///   - model: the embedder's digest, which stands in every event.
    ///   - onProblem: is called when a sink has failed.
    init(_ sinks: [any EventSink], model: String, onProblem: @escaping @Sendable () -> Void) {
        (self.sinks, self.model, self.onProblem) = (sinks, model, onProblem)
    }

    /// Records an event; called for each camera in order.
    func record(_ event: Event, of camera: String) {
        let line = EventLine(event, camera: camera, model: model)
        for sink in sinks {
            do throws(SinkError) { try sink.record(line) } catch { note(error.description) }
        }
    }

    /// Notes what is to be said about the sinks.
    func note(_ words: String) {
        problem.put(words)
        onProblem()
    }

    /// What went wrong since the last time, if anything.
    func takeProblem() -> String? { problem.take() }
}
