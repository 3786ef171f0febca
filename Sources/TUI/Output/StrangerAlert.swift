import FaceTypes
import Text

/// Tells of a stranger whoever does not look at the screen: by the bell, and by notifications that terminals pass on.
struct StrangerAlert {
    private var last: Instant?

    /// After one alert there is none for so many seconds.
    private static let pause = 10.0

    /// What to send; nothing where the user wants none, or was told just now.
    ///
    /// - Parameters:
    ///   - place: the camera.
    ///   - options: how the user wants to be told.
    ///   - usesFields: whether the terminal notifies by OSC 777, as urxvt, foot and VTE do; others do by OSC 9.
    ///   - time: now.
    /// - Returns: the bytes.
    mutating func bytes(for place: String, _ options: ScreenOptions, usesFields: Bool, at time: Instant)
        -> [UInt8]
    {
        guard options.rings || options.notifies else { return [] }
        if let last, time.seconds(since: last) < Self.pause { return [] }
        last = time
        // What ends a notification, or is a field of it, can't be in a name.
        let words = "unknown face: \(place.printable.filter { $0 != ";" })"
        let notification =
            usesFields ? "\u{1B}]777;notify;facetop;\(words)\u{1B}\\" : "\u{1B}]9;\(words)\u{1B}\\"
        return [UInt8]("\(options.rings ? "\u{7}" : "")\(options.notifies ? notification : "")".utf8)
    }
}
