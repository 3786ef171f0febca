import Files

/// Somewhere that events go.
public protocol EventSink: Sendable {
    /// Takes an event, after those that were given before; called from one thread for each camera.
    func record(_ line: EventLine) throws(SinkError)
}

/// Why a sink did not take an event; the next may go well.
public struct SinkError: Error, Sendable, CustomStringConvertible {
    /// What failed, and why.
    public let description: String

    /// Makes an error from its words.
    public init(_ description: String) { self.description = description }
}

extension EventLog: EventSink {
    /// Appends the event, and brings it to the disk.
    public func record(_ line: EventLine) throws(SinkError) {
        do throws(FileError) { try append(line.bytes) } catch {
            throw SinkError("the event log can't be written: \(error)")
        }
        synchronize()
    }
}
