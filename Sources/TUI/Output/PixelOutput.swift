/// Sends pictures of true pixels below the cells.
struct PixelOutput {
    private var shown: Area?

    /// Adds a canvas's picture, or takes away the one that is shown.
    ///
    /// - Parameters:
    ///   - canvas: what is to be shown.
    ///   - mode: how.
    ///   - encoder: draws the cells, which a sixel picture covers.
    ///   - isNew: whether the picture is another one than before.
    ///   - bytes: what is sent.
    mutating func encode(
        _ canvas: Canvas,
        _ mode: PictureMode,
        _ encoder: inout CellEncoder,
        isNew: Bool,
        into bytes: inout [UInt8]
    ) {
        guard let image = canvas.image, let pixels = mode.pixels else {
            if shown != nil {
                if mode == .kitty { bytes.append(contentsOf: KittyPicture.remove) }
                encoder.forget()
            }
            shown = nil
            return
        }
        if shown != image.place {
            if shown != nil, pixels == .kitty { bytes.append(contentsOf: KittyPicture.remove) }
            encoder.forget()
        } else if !isNew {
            return
        }
        shown = image.place
        switch pixels {
        case .kitty: KittyPicture.encode(image, into: &bytes)
        case .sixel:
            SixelPicture.encode(image, into: &bytes)
            encoder.forget(in: image.place)
        }
    }
}
