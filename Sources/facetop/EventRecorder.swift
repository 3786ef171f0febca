import FaceTypes
import Files
import Glibc
import Pipeline
import Synchronization

/// Writes events to the log, and to standard output where nobody looks at the screen.
final class EventRecorder: Sendable {
    private let log: EventLog?
    private let camera: String
    private let model: String
    private let printsEvents: Bool
    private let problem = MessageLine()
    private let readerIsGone = Atomic(false)

    init(log: EventLog?, camera: String, model: String, printsEvents: Bool) {
        self.log = log
        self.camera = camera
        self.model = model
        self.printsEvents = printsEvents
    }

    /// Whether standard output was closed by its reader.
    var isReaderGone: Bool { readerIsGone.load(ordering: .acquiring) }

    /// Records an event; called on the event queue, in order.
    func record(_ event: Event) {
        let line = EventLine(event, camera: camera, model: model).bytes
        if let log {
            do throws(FileError) {
                try log.append(line)
                log.synchronize()
            } catch {
                problem.put("the event log can't be written: \(error)")
            }
        }
        if printsEvents, !Console.print(bytes: line) { readerIsGone.store(true, ordering: .releasing) }
    }

    /// What went wrong since the last time, if anything.
    func takeProblem() -> String? { problem.take() }
}
