import Capture
import Dispatch
import FaceTypes
import Synchronization

/// Writes a film of what is watched on a queue of its own; what can't be written as fast as it comes is left out.
final class Recorder: @unchecked Sendable {
    // Sendable because `recording` is used on the queue only.

    private let queue = DispatchQueue(label: "facetop.recorder")
    private let recording: Recording
    private let waiting = Atomic(0)
    private let hasFailed = Atomic(false)
    /// Is told why nothing more is recorded.
    private let tell: @Sendable (String) -> Void

    /// So many pictures wait at most.
    private static let most = 15

    /// Begins a film; the thread that calls must live as long.
    init(path: String, tell: @escaping @Sendable (String) -> Void) throws(CaptureError) {
        recording = try Recording(path: path)
        self.tell = tell
    }

    /// Takes a picture; returns at once.
    func take(_ picture: Frame) {
        guard !hasFailed.load(ordering: .acquiring), waiting.load(ordering: .acquiring) < Self.most else {
            return
        }
        waiting.add(1, ordering: .acquiringAndReleasing)
        queue.async { [self] in
            defer { waiting.subtract(1, ordering: .acquiringAndReleasing) }
            guard !hasFailed.load(ordering: .acquiring) else { return }
            do throws(CaptureError) { try recording.append(picture) } catch { fail(error) }
        }
    }

    /// Ends the film.
    func finish() {
        queue.sync {
            guard !hasFailed.load(ordering: .acquiring) else { return }
            do throws(CaptureError) { try recording.finish() } catch { fail(error) }
        }
    }

    private func fail(_ error: CaptureError) {
        hasFailed.store(true, ordering: .releasing)
        tell("the film is not recorded any more: \(error)")
    }
}
