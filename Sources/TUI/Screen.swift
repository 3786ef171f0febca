import FaceTypes
import Text

/// What is on the screen beside the snapshot, and how keys change it.
struct Screen: Sendable {
    /// What takes all keys until Enter or Esc, so that no typed name becomes a command.
    private enum Prompt {
        case name(typed: String, photo: Frame)
        /// There is nobody to enroll; who types a name all the same types it into nothing.
        case nobody
    }

    /// A message, and when it was first shown.
    private struct Message {
        var text: String
        var shown: Instant?
    }

    /// How pictures are shown.
    var view = PictureView()
    /// What of the line to the terminal is used.
    var use = OutputUse()
    private(set) var isHelpShown = false
    /// The first line of the help that is shown.
    private(set) var helpScroll = 0
    private var prompt: Prompt?
    private var lastMessage: Message?
    private var chosenTrack: TrackID?
    /// The last good picture of the chosen face, for when it has just left.
    private var recent: (photo: FacePhoto, at: Instant)?
    private var wantsRedraw = false

    /// How much of its surroundings a face is enrolled with, as a share of its box on each side: the detector
    /// must find it again in the photo.
    private static let surroundings: Float = 0.6
    /// How long a face that left can still be enrolled, in seconds.
    private static let memory = 5.0
    /// How long a message is shown, in seconds.
    private static let messageLife = 8.0

    init(_ options: ScreenOptions = ScreenOptions()) { view.privacy = options.privacy }

    /// The name being typed, nil while none is.
    var typedName: String? {
        guard case .name(let typed, _) = prompt else { return nil }
        return typed
    }

    /// Whether keys are waited for that are no commands.
    var isPrompting: Bool { prompt != nil }

    /// The last message to the user.
    var message: String? {
        get { lastMessage?.text }
        set { lastMessage = newValue.map { Message(text: $0, shown: nil) } }
    }

    /// The chosen face; where none was chosen, or it is gone, the first that is there.
    func chosen(in snapshot: Snapshot) -> Snapshot.Face? {
        snapshot.faces.first { $0.track.id == chosenTrack } ?? snapshot.faces.first {
            $0.track.state != .lost
        }
            ?? snapshot.faces.first
    }

    /// Notes what is shown and for how long; is called with every snapshot.
    mutating func note(_ snapshot: Snapshot, at time: Instant) {
        if let photo = chosen(in: snapshot)?.photo { recent = (photo, time) }
        if let left = recent, time.seconds(since: left.at) > Self.memory { recent = nil }
        guard let message = lastMessage else { return }
        if let shown = message.shown, time.seconds(since: shown) > Self.messageLife {
            lastMessage = nil
        } else if message.shown == nil {
            lastMessage?.shown = time
        }
    }

    /// Whether the terminal shall be drawn anew, whatever it shows.
    mutating func takeRedraw() -> Bool {
        defer { wantsRedraw = false }
        return wantsRedraw
    }

    /// Applies a key.
    ///
    /// - Returns: what is asked of the program, nil where the screen alone changes.
    mutating func handle(_ key: Key, _ snapshot: Snapshot) -> Action? {
        if let prompt { return answer(prompt, key) }
        message = nil
        if isHelpShown, key == .up || key == .down {
            helpScroll = max(0, helpScroll + (key == .down ? 1 : -1))
            return nil
        }
        switch KeyMap.command(for: key) {
        case .quit: return .quit
        case .pause: return .togglePause
        case .enroll: askForName(snapshot)
        case .nextCamera:
            // Tracks of another camera have the same numbers.
            (chosenTrack, recent) = (nil, nil)
            return .nextCamera
        case .next: choose(1, snapshot)
        case .previous: choose(-1, snapshot)
        case .redraw: wantsRedraw = true
        case .privacy:
            view.privacy = view.privacy.next
            message = "privacy: \(view.privacy.rawValue)"
        case .help: (isHelpShown, helpScroll) = (!isHelpShown, 0)
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

    /// Takes the chosen face's last good picture, else the one that it gives now, else that of who has just
    /// left.
    private mutating func askForName(_ snapshot: Snapshot) {
        let face = chosen(in: snapshot)
        let seen = face.flatMap { face in
            snapshot.frame.flatMap { frame in
                face.track.state == .lost ? nil : FacePhoto(frame: frame, box: face.track.detection.box)
            }
        }
        let photo = (face?.photo ?? seen ?? recent?.photo)?.cropped(withSurroundings: Self.surroundings)
        guard let photo else {
            message = "there is no face to enroll"
            prompt = .nobody
            return
        }
        prompt = .name(typed: "", photo: photo)
    }

    private mutating func answer(_ prompt: Prompt, _ key: Key) -> Action? {
        guard case .name(let typed, let photo) = prompt else {
            if key == .escape || key == .enter { (self.prompt, message) = (nil, nil) }
            return nil
        }
        switch key {
        case .escape:
            self.prompt = nil
            message = "not enrolled"
        case .backspace: self.prompt = .name(typed: String(typed.dropLast()), photo: photo)
        case .character(let scalar) where scalar.value >= 32:
            self.prompt = .name(typed: typed + String(scalar), photo: photo)
        case .enter:
            do throws(PersonName.Refusal) {
                let name = try PersonName(typed)
                self.prompt = nil
                message = "enrolling \(name)"
                return .enroll(photo, name)
            } catch {
                // The prompt stays: who corrects the name types it here, and not among the commands.
                message = "not enrolled: \(error)"
            }
        default: break
        }
        return nil
    }

    /// Draws everything.
    func canvas(_ snapshot: Snapshot, rows: Int, columns: Int) -> Canvas {
        var canvas = Canvas(rows: rows, columns: columns)
        guard let layout = ScreenLayout(rows: rows, columns: columns) else {
            canvas.text(
                "facetop needs \(ScreenLayout.minimum.columns)x\(ScreenLayout.minimum.rows), this is \(columns)x\(rows)",
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
        MessagePanel().draw(snapshot, self, into: &canvas, area: layout.events)
        FooterPanel().draw(snapshot, self, into: &canvas, area: layout.footer)
        return canvas
    }
}

extension FacePhoto {
    /// The face with a share of its box around it on each side.
    fileprivate func cropped(withSurroundings share: Float) -> Frame? {
        frame.cropped(to: box.expanded(by: share))
    }
}
