extension Frame {
    /// Returns the picture turned and mirrored as EXIF's orientation, 1 to 8, says: 6 is a quarter turn
    /// clockwise, 3 a half turn, 8 a quarter turn back.
    public func oriented(_ value: Int) -> Frame {
        guard (2...8).contains(value) else { return self }
        let turns = value >= 5
        let outWidth = turns ? height : width
        let outHeight = turns ? width : height
        var turned = [UInt8](repeating: 0, count: pixels.count)
        for y in 0..<outHeight {
            for x in 0..<outWidth {
                let (sx, sy) =
                    switch value {
                    case 2: (width - 1 - x, y)
                    case 3: (width - 1 - x, height - 1 - y)
                    case 4: (x, height - 1 - y)
                    case 5: (y, x)
                    case 6: (y, height - 1 - x)
                    case 7: (width - 1 - y, height - 1 - x)
                    default: (width - 1 - y, x)
                    }
                let source = (sy * width + sx) * 3
                let target = (y * outWidth + x) * 3
                for c in 0..<3 { turned[target + c] = pixels[source + c] }
            }
        }
        return Frame(
            pixels: turned,
            width: outWidth,
            height: outHeight,
            sequence: sequence,
            capturedAt: capturedAt
        )
    }
}
