import FaceTypes

// How keys change the screen, and what they ask of the program.
extension Screen {
    /// Applies a key.
    ///
    /// - Returns: what is asked of the program, nil where the screen alone changes.
    mutating func handle(_ key: Key, _ snapshot: Snapshot) -> Action? {
        if let prompt { return answer(prompt, key, snapshot) }
        if key != .resized { message = nil }
        switch key {
        case .click(let row, let column): return choose(at: row, column, snapshot)
        case .wheel(let down): return perform(down ? .pageDown : .pageUp, snapshot)
        default: break
        }
        if let overlay, let action = handle(key, in: overlay, snapshot) { return action.action }
        return KeyMap.command(for: key).flatMap { perform($0, snapshot) }
    }

    /// What became of a key that something lies over the rest for.
    private struct Handled {
        var action: Action?
    }

    /// Lets what lies over the rest have a key first; nil where it does not want it.
    private mutating func handle(_ key: Key, in overlay: Overlay, _ snapshot: Snapshot) -> Handled? {
        let step = [.down: 1, "j": 1, .up: -1, "k": -1, .pageDown: 10, .pageUp: -10][key]
        switch overlay {
        case .help(let scroll):
            guard let step else { return nil }
            let most = max(0, HelpPanel.lines(columns: size.columns).count - 1)
            self.overlay = .help(scroll: max(0, min(most, scroll + step)))
        case .gallery(let selected):
            guard let step else { return nil }
            self.overlay = .gallery(selected: clamped(selected + step, snapshot.people.count))
        case .inbox(let selection):
            return handle(key, selection, step, snapshot)
        case .guided(let guided):
            switch key {
            case .escape:
                self.overlay = nil
                message = "not enrolled; nothing was kept"
                return Handled(action: .follow(nil))
            case .enter:
                guard guided.shots.isEmpty else { return Handled(action: finish(guided)) }
                message = "there is no shot yet"
            default: break
            }
            return Handled()
        case .settings(let selected):
            if [.left, .right, .enter, " "].contains(key) {
                return Handled(action: change(Setting.all[selected], key == .left ? -1 : 1, snapshot))
            }
            guard let step else { return nil }
            self.overlay = .settings(selected: clamped(selected + step, Setting.all.count))
        case .explain: return nil
        }
        return Handled()
    }

    /// Gives a setting its next value.
    private mutating func change(_ setting: Setting, _ step: Int, _ snapshot: Snapshot) -> Action {
        var value = setting.value(step, from: self.value(of: setting, snapshot))
        while setting.option == "picture", !view.canShow(PictureMode(rawValue: value) ?? .half) {
            value = setting.value(step, from: value)
        }
        apply(setting.option, value)
        return .set(option: setting.option, value: value)
    }

    /// Lets a value hold at once, where it can.
    private mutating func apply(_ option: String, _ value: String) {
        switch option {
        case "picture": view.mode = PictureMode(rawValue: value) ?? view.mode
        case "privacy": view.privacy = Privacy(rawValue: value) ?? view.privacy
        case "theme": options.theme = Theme(rawValue: value)
        case "max-kbps": options.bytesPerSecond = Int(value).flatMap { $0 == 0 ? nil : $0 * 125 }
        case "bell": options.rings = value == "true"
        case "notify": options.notifies = value == "true"
        default: break
        }
    }

    /// What a setting is now: on the screen, else in the configuration.
    func value(of setting: Setting, _ snapshot: Snapshot) -> String {
        switch setting.option {
        case "picture": view.mode.rawValue
        case "privacy": view.privacy.rawValue
        case "theme": (options.theme ?? .dark).rawValue
        case "max-kbps": String((options.bytesPerSecond ?? 0) / 125)
        case "bell": String(options.rings)
        case "notify": String(options.notifies)
        default: snapshot.settings[setting.option]?.value ?? ""
        }
    }

    private func clamped(_ index: Int, _ count: Int) -> Int { max(0, min(count - 1, index)) }

    private mutating func handle(
        _ key: Key,
        _ selection: InboxSelection,
        _ step: Int?,
        _ snapshot: Snapshot
    ) -> Handled? {
        var selection = selection
        selection.index = clamped(selection.index, snapshot.inbox.count)
        guard snapshot.inbox.indices.contains(selection.index) else { return nil }
        let current = snapshot.inbox[selection.index].id
        let chosen = selection.marked.isEmpty ? [current] : selection.marked.sorted()
        switch key {
        case " ":
            if selection.marked.remove(current) == nil { selection.marked.insert(current) }
            selection.index = clamped(selection.index + 1, snapshot.inbox.count)
        case .right: selection.index = clamped(selection.index + 1, snapshot.inbox.count)
        case .left: selection.index = clamped(selection.index - 1, snapshot.inbox.count)
        case "e", .enter, "i", "d", .delete:
            guard !refusesChange(snapshot) else { return Handled() }
            if key == "e" || key == .enter {
                prompt = .name(.assign(chosen), LineEditor(completions: names(snapshot)))
            } else {
                let what = chosen.count == 1 ? "this unknown face" : "\(chosen.count) unknown faces"
                prompt =
                    key == "i"
                    ? .confirm("Ignore \(what) for ever?", .ignoreUnknown(chosen))
                    : .confirm("Delete \(what)?", .discard(chosen))
            }
            selection.marked = []
        default:
            guard let step else { return nil }
            selection.index = clamped(selection.index + step, snapshot.inbox.count)
        }
        overlay = .inbox(selection)
        return Handled()
    }

    /// Does what a key or a typed name stands for.
    mutating func perform(_ command: KeyMap.Command, _ snapshot: Snapshot) -> Action? {
        if command.isChange, refusesChange(snapshot) { return nil }
        switch command {
        case .quit: return .quit
        case .pause: return .togglePause
        case .undo: return .undo
        case .nextCamera:
            forgetChoice()
            return .nextCamera
        case .next: choose(1, snapshot)
        case .previous: choose(-1, snapshot)
        case .redraw: wantsRedraw = true
        case .command:
            prompt = .command(LineEditor(completions: KeyMap.bindings.map(\.name)))
        case .filter: prompt = .filter(LineEditor(eventFilter))
        case .pageUp: eventScroll = min(eventScroll + 5, max(0, snapshot.events.count - 1))
        case .pageDown: eventScroll = max(0, eventScroll - 5)
        case .list: prefersList.toggle()
        case .picture, .privacy, .theme: changeView(command)
        case .help, .explain, .gallery, .inbox, .settings, .back: return open(command)
        case .enroll, .enrollOnce, .disown, .ignore, .rename, .merge, .delete: change(command, snapshot)
        }
        return nil
    }

    private mutating func refusesChange(_ snapshot: Snapshot) -> Bool {
        if snapshot.isReadOnly { message = "facetop was started with --read-only: nothing can be changed" }
        return snapshot.isReadOnly
    }

    private mutating func open(_ command: KeyMap.Command) -> Action? {
        let before = overlay
        overlay = nil
        switch (command, before) {
        case (.help, .help), (.explain, .explain), (.gallery, .gallery), (.inbox, .inbox),
            (.settings, .settings), (.back, _):
            break
        case (.settings, _): overlay = .settings(selected: 0)
        case (.help, _): overlay = .help(scroll: 0)
        case (.explain, _): overlay = .explain
        case (.inbox, _): overlay = .inbox(InboxSelection())
        case (.gallery, _):
            overlay = .gallery(selected: 0)
            return .readGallery
        default: break
        }
        return nil
    }

    private mutating func changeView(_ command: KeyMap.Command) {
        func next<Value: CaseIterable & Equatable>(_ value: Value) -> Value {
            let all = Array(Value.allCases)
            return all[((all.firstIndex(of: value) ?? 0) + 1) % all.count]
        }
        switch command {
        case .privacy:
            view.privacy = next(view.privacy)
            message = "privacy: \(view.privacy.rawValue)"
        case .picture:
            repeat { view.mode = next(view.mode) } while !view.canShow(view.mode)
            message = "picture: \(view.mode.rawValue)"
        default:
            let theme = next(options.theme ?? .dark)
            options.theme = theme
            message = "theme: \(theme.rawValue)"
        }
    }

    private mutating func choose(_ step: Int, _ snapshot: Snapshot) {
        guard let chosen = chosen(in: snapshot),
            let index = snapshot.faces.firstIndex(where: { $0.track.id == chosen.track.id })
        else { return }
        let count = snapshot.faces.count
        chosenTrack = snapshot.faces[(index + step + count) % count].track.id
    }

    /// Chooses the face that was clicked on, in the picture or in the list; a second click explains it.
    private mutating func choose(at row: Int, _ column: Int, _ snapshot: Snapshot) -> Action? {
        guard overlay == nil,
            let layout = ScreenLayout(rows: size.rows, columns: size.columns, prefersList: prefersList)
        else { return nil }
        var clicked: Snapshot.Face?
        if let area = layout.video, let frame = snapshot.frame {
            let place = VideoPanel.place(of: frame, in: area, cell: view.cell)
            clicked = snapshot.faces.first { face in
                place.cells(of: face.track.detection.box, in: frame).contains(row, column)
            }
        }
        if let area = layout.faces, area.contains(row, column) {
            clicked = FacesPanel.face(at: row, snapshot, self, area: area) ?? clicked
        }
        guard let clicked else { return nil }
        if chosenTrack == clicked.track.id { return open(.explain) }
        chosenTrack = clicked.track.id
        return nil
    }
}
