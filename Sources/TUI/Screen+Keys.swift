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
    private mutating func perform(_ command: KeyMap.Command, _ snapshot: Snapshot) -> Action? {
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

    // MARK: Choosing a face

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

    // MARK: Changing the gallery

    private func names(_ snapshot: Snapshot) -> [String] { snapshot.names.map(\.text) }

    /// Who a change is about: the one chosen in the gallery, else whoever the chosen face is.
    private func subject(_ snapshot: Snapshot) -> PersonName? {
        if case .gallery(let selected) = overlay, snapshot.people.indices.contains(selected) {
            return snapshot.people[selected].name
        }
        return chosen(in: snapshot)?.identity?.person
    }

    private mutating func change(_ command: KeyMap.Command, _ snapshot: Snapshot) {
        switch command {
        case .enroll, .enrollOnce: askForName(isGuided: command == .enroll, snapshot)
        case .ignore:
            guard let photo = photo(in: snapshot) else { return message = "there is no face to ignore" }
            prompt = .ignore(photo)
        default:
            guard let person = subject(snapshot) else {
                return message = "the chosen face is nobody who is enrolled; g shows who is"
            }
            switch command {
            case .rename: prompt = .name(.rename(person), LineEditor(person.text))
            case .merge:
                let others = names(snapshot).filter { $0 != person.text }
                prompt = .name(.merge(person), LineEditor(completions: others))
            case .delete: prompt = .confirm("Remove \(person) with all photos?", .remove(person))
            default:
                if case .gallery = overlay {
                    return message = "choose the face, not the person: Esc goes back"
                }
                guard let photo = photo(in: snapshot) else { return }
                prompt = .confirm("Is this face not \(person)?", .disown(photo, from: person))
            }
        }
    }

    private mutating func askForName(isGuided: Bool, _ snapshot: Snapshot) {
        overlay = nil
        guard let photo = photo(in: snapshot) else {
            message = "there is no face to enroll"
            prompt = .nobody
            return
        }
        let editor = LineEditor(completions: names(snapshot))
        let track = chosen(in: snapshot)?.track
        if isGuided, let track, track.state != .lost {
            chosenTrack = track.id
            prompt = .name(.guided(track.id), editor)
        } else {
            prompt = .name(.single(photo), editor)
        }
    }

    private mutating func answer(_ prompt: Prompt, _ key: Key, _ snapshot: Snapshot) -> Action? {
        switch prompt {
        case .name(let purpose, var editor):
            let outcome = editor.handle(key)
            self.prompt = .name(purpose, editor)
            return take(outcome, editor.text, for: purpose)
        case .command(var editor):
            let outcome = editor.handle(key)
            self.prompt = outcome == .edited ? .command(editor) : nil
            guard outcome == .entered, !editor.text.isEmpty else { return nil }
            guard let command = KeyMap.command(named: editor.text) else {
                message = "there is no command `\(editor.text)`; ? lists them"
                return nil
            }
            return perform(command, snapshot)
        case .filter(var editor):
            let outcome = editor.handle(key)
            self.prompt = outcome == .edited ? .filter(editor) : nil
            (eventFilter, eventScroll) = (outcome == .cancelled ? "" : editor.text, 0)
        case .confirm(_, let action):
            guard key != .resized else { return nil }
            self.prompt = nil
            if key == "y" || key == "Y" { return action }
            message = "nothing is changed"
        case .ignore(let photo):
            guard key != .resized else { return nil }
            self.prompt = nil
            if key == "t" || key == "f" { return .ignore(photo, isForEver: key == "f") }
            message = "nothing is changed"
        case .nobody:
            if key == .escape || key == .enter { (self.prompt, message) = (nil, nil) }
        }
        return nil
    }

    private mutating func take(
        _ outcome: LineEditor.Outcome,
        _ text: String,
        for purpose: NamePurpose
    ) -> Action? {
        switch outcome {
        case .edited: return nil
        case .cancelled:
            prompt = nil
            message = "nothing is changed"
            return nil
        case .entered: break
        }
        let name: PersonName
        do throws(PersonName.Refusal) { name = try PersonName(text) } catch {
            // The prompt stays: who corrects the name types it here, and not among the commands.
            message = "the name can't be used: \(error)"
            return nil
        }
        (prompt, message) = (nil, nil)
        switch purpose {
        case .guided(let track):
            overlay = .guided(GuidedEnrollment(name: name, track: track))
            return .follow(track)
        case .single(let photo):
            message = "enrolling \(name)"
            return .enroll([photo], name)
        case .rename(let person): return .rename(person, to: name)
        case .merge(let person): return .merge(person, into: name)
        case .assign(let ids): return .assign(ids, name)
        }
    }
}
