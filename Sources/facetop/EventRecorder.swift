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
    private let isStopping = Atomic(false)

    init(log: EventLog?, camera: String, model: String, printsEvents: Bool) {
        self.log = log
        self.camera = camera
        self.model = model
        self.printsEvents = printsEvents
    }

    /// Whether standard output was closed by its reader, or can't be written.
    var isReaderGone: Bool {
        readerIsGone.load(ordering: .acquiring) || (printsEvents && Console.isReaderGone)
    }

    /// Waits no longer for a reader that does not read.
    func stopWaiting() { isStopping.store(true, ordering: .releasing) }

    /// Opens the log anew, because it was renamed.
    func reopenLog() {
        guard let log else { return }
        do throws(FileError) { try log.reopen() } catch {
            problem.put("the event log can't be opened: \(error)")
        }
    }

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
        guard printsEvents else { return }
        let isPrinted = Console.print(bytes: line) { isStopping.load(ordering: .acquiring) }
        if !isPrinted { readerIsGone.store(true, ordering: .releasing) }
    }

    /// What went wrong since the last time, if anything.
    func takeProblem() -> String? { problem.take() }
}
