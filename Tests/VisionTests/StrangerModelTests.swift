import Testing

@testable import Vision

@Suite("the cut that follows from how near strangers come")
struct StrangerModelTests {
    private let model = StrangerModel(single: [1.6, 1.4, 1.2, 1], several: [1.5, 1.3, 1.1, 0.8])

    @Test(
        "at the measured shares it is what was measured, between and beyond them on the line",
        arguments: [
            (0.1, 1, 1.6), (0.01, 1, 1.4), (0.0001, 1, 1), (1, 1, 1.6), (0.001, 3, 1.1), (0.001, 9, 1.1),
            (0.001, 2, 1.15), (0.0316227766, 1, 1.5), (0.00001, 1, 0.8), (0.00001, 3, 0.5), (1e-30, 3, 0),
        ] as [(Double, Double, Float)]
    )
    func cut(share: Double, templates: Double, expected: Float) {
        #expect(abs(model.cut(share: share, templates: templates) - expected) < 1e-4)
    }
}
