public import FaceTypes

/// Makes one of what several tiles and the whole picture show of the same face: non-maximum suppression.
public enum DetectionMerger {
    /// The IoU from which on two boxes are the same face.
    static let overlap: Float = 0.4
    /// The share of the smaller box inside the other from which on they are: a tile may show a part of a
    /// face.
    static let containment: Float = 0.7

    /// From this size on, in pixels of the detector's input, a face in the whole picture is as good as one in
    /// a tile.
    static let goodSide: Float = 40

    /// Leaves one detection of each face, surest first.
    ///
    /// - Parameters:
    ///   - detections: first those of the whole picture, then those of the tiles.
    ///   - wholeCount: how many are of the whole picture; of these the large ones stay, so that tiles change nothing in them.
    ///   - width: of the frame, in pixels.
    ///   - height: of the frame, in pixels.
    public static func merge(_ detections: inout [Detection], wholeCount: Int, width: Int, height: Int) {
        let scale = Float(TilePlan.inputSide)
        for index in (wholeCount..<detections.count).reversed() {
            let box = detections[index].box
            let isKnown = detections[..<wholeCount].contains { whole in
                let side = min(
                    whole.box.width * scale / Float(width),
                    whole.box.height * scale / Float(height)
                )
                return side >= goodSide && isSame(whole.box, box)
            }
            if isKnown { detections.remove(at: index) }
        }
        detections.sort { $0.confidence > $1.confidence }
        var kept = 0
        for index in detections.indices {
            let box = detections[index].box
            let isKnown = detections[..<kept].contains { isSame($0.box, box) }
            guard !isKnown else { continue }
            detections[kept] = detections[index]
            kept += 1
        }
        detections.removeLast(detections.count - kept)
    }

    private static func isSame(_ a: Box, _ b: Box) -> Bool {
        let common = a.intersection(b).area
        return a.intersectionOverUnion(with: b) > overlap || common > containment * min(a.area, b.area)
    }
}
