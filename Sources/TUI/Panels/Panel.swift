import FaceTypes

/// One part of the screen.
protocol Panel {
    /// Draws into an area of the canvas.
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area)
}

extension Snapshot.Face {
    /// What the face is called on the screen.
    var label: String {
        switch identity {
        case .known(let person, _, _): person.text
        case .unknown: "unknown"
        case nil: refusal == nil ? "…" : "?"
        }
    }

    /// How it is shown.
    var style: Style {
        switch identity {
        case .known: .known
        case .unknown: .unknown
        case nil: refusal == nil ? .pending : .refused
        }
    }
}
