import FaceTypes

/// What is on the screen beside the snapshot, and how keys change it.
struct Screen: Sendable {
    private(set) var isHelpShown = false
    /// The name being typed, nil while none is.
    private(set) var typedName: String?
    /// The last message to the user.
    var message: String?
    private var chosenTrack: TrackID?
    /// The picture of whose name is being typed: the face may move or leave meanwhile.
    private var namedFace: Frame?
    /// How much of its surroundings a face is enrolled with, as a share of its box on each side: the detector must
    /// find it again in the photo.
    private static let surroundings: Float = 0.6

    /// The chosen face; the first where none was chosen, or it is gone.
    func chosen(in snapshot: Snapshot) -> Snapshot.Face? {
        snapshot.faces.first { $0.track.id == chosenTrack } ?? snapshot.faces.first
    }

    /// Applies a key.
    ///
    /// - Returns: what is asked of the program, nil where the screen alone changes.
    mutating func handle(_ key: Terminal.Key, _ snapshot: Snapshot) -> Action? {
        guard typedName == nil else { return type(key) }
        message = nil
        switch KeyMap.command(for: key) {
        case .quit: return .quit
        case .pause: return .togglePause
        case .enroll:
            guard let face = chosen(in: snapshot), face.track.state != .lost,
                let photo = snapshot.frame?.cropped(
                    to: face.track.detection.box.expanded(by: Self.surroundings)
                )
            else {
                message = "there is no face to enroll"
                return nil
            }
            namedFace = photo
            typedName = ""
        case .next: choose(1, snapshot)
        case .previous: choose(-1, snapshot)
        case .help: isHelpShown.toggle()
        case .back: isHelpShown = false
        case nil: break
        }
        return nil
    }

    private mutating func choose(_ step: Int, _ snapshot: Snapshot) {
        guard let chosen = chosen(in: snapshot),
            let index = snapshot.faces.firstIndex(where: { $0.track.id == chosen.track.id })
        else { return }
        let count = snapshot.faces.count
        chosenTrack = snapshot.faces[(index + step + count) % count].track.id
    }

    private mutating func type(_ key: Terminal.Key) -> Action? {
        let typed = typedName ?? ""
        switch key {
        case .escape:
            typedName = nil
            message = "not enrolled"
        case .backspace: typedName = String(typed.dropLast())
        case .character(let scalar) where scalar.value >= 32: typedName = typed + String(scalar)
        case .enter:
            guard let photo = namedFace else { break }
            do throws(PersonName.Refusal) {
                let name = try PersonName(typed)
                typedName = nil
                message = "enrolling \(name)"
                return .enroll(photo, name)
            } catch {
                typedName = nil
                message = "not enrolled: \(error)"
            }
        default: break
        }
        return nil
    }

    /// Draws everything.
    func canvas(_ snapshot: Snapshot, rows: Int, columns: Int) -> Canvas {
        var canvas = Canvas(rows: rows, columns: columns)
        guard let layout = Layout(rows: rows, columns: columns) else {
            canvas.text(
                "facetop needs \(Layout.minimum.columns)x\(Layout.minimum.rows), this is \(columns)x\(rows)",
                row: 0,
                column: 0
            )
            return canvas
        }
        HeaderPanel().draw(snapshot, self, into: &canvas, area: layout.header)
        if isHelpShown {
            var area = layout.video
            area.columns = columns
            area.rows += layout.events.rows
            HelpPanel().draw(snapshot, self, into: &canvas, area: area)
        } else {
            VideoPanel().draw(snapshot, self, into: &canvas, area: layout.video)
            FacesPanel().draw(snapshot, self, into: &canvas, area: layout.faces)
            StagesPanel().draw(snapshot, self, into: &canvas, area: layout.stages)
            EventsPanel().draw(snapshot, self, into: &canvas, area: layout.events)
        }
        FooterPanel().draw(snapshot, self, into: &canvas, area: layout.footer)
        return canvas
    }
}
