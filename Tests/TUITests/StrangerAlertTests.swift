import FaceTypes
import TestSupport
import Testing

@testable import TUI

@Suite("who does not look is told of strangers")
struct StrangerAlertTests {
    @Test("by what was asked for, and not all the time")
    func alerts() {
        func options(rings: Bool, notifies: Bool) -> ScreenOptions {
            var options = ScreenOptions()
            (options.rings, options.notifies) = (rings, notifies)
            return options
        }
        var both = StrangerAlert()
        func text(_ seconds: Double, fields: Bool = false) -> String {
            let bytes = both.bytes(
                for: "do;or\u{7}\u{1B}",
                options(rings: true, notifies: true),
                usesFields: fields,
                at: Faces.time(seconds)
            )
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(text(0) == "\u{7}\u{1B}]9;unknown face: door\\u{7}\\u{1B}\u{1B}\\")
        #expect(text(5) == "")
        #expect(text(11, fields: true).hasPrefix("\u{7}\u{1B}]777;notify;facetop;unknown face: door"))
        var none = StrangerAlert()
        let quiet = options(rings: false, notifies: false)
        #expect(none.bytes(for: "x", quiet, usesFields: false, at: Faces.time(0)).isEmpty)
        let rings = options(rings: true, notifies: false)
        #expect(none.bytes(for: "x", rings, usesFields: false, at: Faces.time(0)) == [7])
    }
}
