import FaceTypes
import Text

/// What is on the screen beside the snapshot: what is chosen, what is typed, what lies over the rest.
///
/// `Screen+Keys` has how keys change it.
struct Screen: Sendable {
    /// What lies over the picture and the lists.
    enum Overlay: Sendable {
        /// From which line on.
        case help(scroll: Int)
        case explain
        case gallery(selected: Int)
        case inbox(InboxSelection)
        case guided(GuidedEnrollment)
        case settings(selected: Int)
    }

    /// What takes all keys until Enter or Esc, so that no typed name becomes a command.
    enum Prompt: Sendable {
        case name(NamePurpose, LineEditor)
        /// A question that `y` answers.
        case confirm(String, Action)
        /// Until tomorrow or for ever?
        case ignore(Frame)
        case filter(LineEditor)
        case command(LineEditor)
        /// There is nobody to enroll; who types a name all the same types it into nothing.
        case nobody
    }

    /// What a name is typed for.
    enum NamePurpose: Sendable {
        case guided(TrackID)
        case single(Frame)
        case rename(PersonName)
        case merge(PersonName)
        case assign([String])
    }

    /// A message, and when it was first shown.
    private struct Message {
        var text: String
        var shown: Instant?
    }

    /// How pictures are shown.
    var view = PictureView()
    /// What the user wants of the screen.
    var options: ScreenOptions
    /// What of the line to the terminal is used.
    var use = OutputUse()
    /// How large the screen was when it was drawn last.
    var size = (rows: 0, columns: 0)
    var overlay: Overlay?
    var prompt: Prompt?
    /// Whether the list is shown where there is room for it or the picture.
    var prefersList = false
    /// Events are shown that have this in them.
    var eventFilter = ""
    /// How many of the newest events are left out below.
    var eventScroll = 0
    var wantsRedraw = false
    var chosenTrack: TrackID?
    private var lastMessage: Message?
    /// The last good picture of the chosen face, for when it has just left.
    private var recent: (photo: FacePhoto, at: Instant)?
    /// The photo that was asked for, to compare a face with.
    private var comparedPath: String?

    /// How long a face that left can still be enrolled, in seconds.
    private static let memory = 5.0
    /// How long a message is shown, in seconds.
    private static let messageLife = 8.0

    init(_ options: ScreenOptions = ScreenOptions()) {
        self.options = options
        view.privacy = options.privacy
    }

    /// The last message to the user.
    var message: String? {
        get { lastMessage?.text }
        set { lastMessage = newValue.map { Message(text: $0, shown: nil) } }
    }

    /// The chosen face; where none was chosen, or it is gone, the first that is there.
    func chosen(in snapshot: Snapshot) -> Snapshot.Face? {
        snapshot.faces.first { $0.track.id == chosenTrack }
            ?? snapshot.faces.first { $0.track.state != .lost } ?? snapshot.faces.first
    }

    /// Notes what is shown and for how long; is called with every snapshot.
    ///
    /// - Returns: what comes of it.
    mutating func note(_ snapshot: Snapshot, at time: Instant) -> Action? {
        if let photo = chosen(in: snapshot)?.photo { recent = (photo, time) }
        if let left = recent, time.seconds(since: left.at) > Self.memory { recent = nil }
        if let message = lastMessage {
            if let shown = message.shown, time.seconds(since: shown) > Self.messageLife {
                lastMessage = nil
            } else if message.shown == nil {
                lastMessage?.shown = time
            }
        }
        switch overlay {
        case .guided(var guided): return note(snapshot, &guided)
        case .explain:
            let path = chosen(in: snapshot)?.explanation?.candidates.first?.photo
            guard path != comparedPath else { return nil }
            comparedPath = path
            return .compare(path: path)
        default: return nil
        }
    }

    private mutating func note(_ snapshot: Snapshot, _ guided: inout GuidedEnrollment) -> Action? {
        let track = guided.track
        guided.take(snapshot.faces.first { $0.track.id == track })
        overlay = .guided(guided)
        return guided.isComplete ? finish(guided) : nil
    }

    /// Enrolls what was taken.
    mutating func finish(_ guided: GuidedEnrollment) -> Action? {
        overlay = nil
        message = "checking \(guided.shots.count.counted("shot")) of \(guided.name)"
        return .enroll(guided.shots.compactMap { $0.photo.cropped }, guided.name)
    }

    /// The chosen face's last good picture, else the one that it gives now, else that of who has just left.
    func photo(in snapshot: Snapshot) -> Frame? {
        let face = chosen(in: snapshot)
        let seen = face.flatMap { face in
            snapshot.frame.flatMap { frame in
                face.track.state == .lost ? nil : FacePhoto(frame: frame, box: face.track.detection.box)
            }
        }
        return (face?.photo ?? seen ?? recent?.photo)?.cropped
    }

    /// Forgets who was chosen: tracks of another camera have the same numbers.
    mutating func forgetChoice() { (chosenTrack, recent) = (nil, nil) }

    /// Whether the terminal shall be drawn anew, whatever it shows.
    mutating func takeRedraw() -> Bool {
        defer { wantsRedraw = false }
        return wantsRedraw
    }

    /// Draws everything.
    func canvas(_ snapshot: Snapshot, rows: Int, columns: Int) -> Canvas {
        var canvas = Canvas(rows: rows, columns: columns)
        guard let layout = ScreenLayout(rows: rows, columns: columns, prefersList: prefersList) else {
            let (least, room) = (ScreenLayout.minimum, "\(columns)x\(rows)")
            canvas.text("facetop needs \(least.columns)x\(least.rows), this is \(room)", row: 0, column: 0)
            return canvas
        }
        for (panel, area) in panels(layout) {
            panel.draw(snapshot, self, into: &canvas, area: area)
        }
        return canvas
    }

    private func panels(_ layout: ScreenLayout) -> [(any Panel, Area)] {
        let always: [(any Panel, Area)] = [
            (HeaderPanel(), layout.header), (MessagePanel(), layout.body), (FooterPanel(), layout.footer),
        ]
        let over: (any Panel)? =
            switch overlay {
            case nil: nil
            case .help: HelpPanel()
            case .explain: ExplainPanel()
            case .gallery: GalleryPanel()
            case .inbox: InboxPanel()
            case .guided: GuidedPanel()
            case .settings: SettingsPanel()
            }
        if let over {
            // Who is looked at while a face is enrolled or explained is seen beside it.
            return [(over, layout.body)] + always
        }
        let parts: [(any Panel, Area?)] = [
            (VideoPanel(), layout.video), (FacesPanel(), layout.faces), (StagesPanel(), layout.stages),
            (EventsPanel(), layout.events),
        ]
        return parts.compactMap { panel, area in area.map { (panel, $0) } } + always
    }
}

/// What is chosen among unknown faces.
struct InboxSelection: Sendable {
    var index = 0
    /// The ids of those that something is to be done with together.
    var marked: Set<String> = []
}
