import FaceTypes

/// One part of the screen.
protocol Panel {
    /// Draws into an area of the canvas.
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area)
}

extension Snapshot.SourceState {
    /// Whether frames come, or are about to.
    var isRunning: Bool {
        switch self {
        case .opening, .running: true
        case .lost, .paused, .ended, .failed: false
        }
    }
}

extension Snapshot.Face {
    /// What the face is called on the screen.
    var label: String {
        switch identity {
        case .known(let nearest): nearest.person.text
        case .unknown: explanation?.isIgnored == true ? "ignored" : "unknown"
        case nil: refusal == nil ? "…" : "?"
        }
    }

    /// How it is shown.
    var style: Style {
        switch identity {
        case .known: .known
        case .unknown: explanation?.isIgnored == true ? .dim : .unknown
        case nil: refusal == nil ? .pending : .refused
        }
    }
}
