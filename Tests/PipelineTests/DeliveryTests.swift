import Capture
import Testing
import Vision

@testable import Pipeline

@Suite("how frames are treated")
struct DeliveryTests {
    @Test(
        "by what the source is, and whether somebody watches",
        arguments: [
            (.live, true, .newest, false, true, true), (.live, false, .newest, false, true, true),
            (.film, true, .newest, true, false, false), (.film, false, .each, false, false, false),
            (.stills, true, .newest, true, false, false), (.stills, false, .each, false, false, false),
        ] as [(SourceKind, Bool, Delivery.Choice, Bool, Bool, Bool)]
    )
    func table(
        kind: SourceKind,
        isWatched: Bool,
        choice: Delivery.Choice,
        isPaced: Bool,
        isReopened: Bool,
        forgets: Bool
    ) {
        let delivery = Delivery(of: kind, isWatched: isWatched)
        #expect(delivery.choice == choice && delivery.isLockstep == (choice == .each))
        #expect(
            delivery.isPaced == isPaced && delivery.isReopened == isReopened && delivery.forgets == forgets
        )
        #expect(delivery.loops == isWatched)
    }

    @Test("of stills all small faces are looked for, unless nobody wants them")
    func smallFaces() {
        let stills = Delivery(of: .stills, isWatched: false)
        #expect(stills.effort(.auto) == .full && stills.effort(.off) == .off)
        #expect(Delivery(of: .film, isWatched: false).effort(.auto) == .auto)
    }
}
