import FaceTypes

// What the user changes of who is enrolled, and what is asked and typed for that.
extension Screen {
    func names(_ snapshot: Snapshot) -> [String] { snapshot.names.map(\.text) }

    /// Who a change is about: the one chosen in the gallery, else whoever the chosen face is.
    private func subject(_ snapshot: Snapshot) -> PersonName? {
        if case .gallery(let selected) = overlay, snapshot.people.indices.contains(selected) {
            return snapshot.people[selected].name
        }
        return chosen(in: snapshot)?.identity?.person
    }

    mutating func change(_ command: KeyMap.Command, _ snapshot: Snapshot) {
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

    mutating func answer(_ prompt: Prompt, _ key: Key, _ snapshot: Snapshot) -> Action? {
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
