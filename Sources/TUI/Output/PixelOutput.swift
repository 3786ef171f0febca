/// Sends pictures of true pixels below the cells.
struct PixelOutput {
    private var shown: (place: Area, pixels: PixelProtocol)?

    /// What takes away the picture that is shown; nothing where there is none, or the cells take it away.
    func removal(isPassedThrough: Bool) -> [UInt8] {
        shown?.pixels == .kitty ? KittyPicture.removal(isPassedThrough: isPassedThrough) : []
    }

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
        let isPassedThrough = encoder.abilities.isPassedThrough
        let wanted = canvas.image.flatMap { image in mode.pixels.map { (image: image, pixels: $0) } }
        let isElsewhere = shown.map { $0.place != wanted?.image.place || $0.pixels != wanted?.pixels } ?? true
        if shown != nil, isElsewhere {
            bytes.append(contentsOf: removal(isPassedThrough: isPassedThrough))
            encoder.forget()
            self.shown = nil
        }
        guard let wanted, isNew || isElsewhere else { return }
        // Where cells had colors they would hide it.
        if shown == nil, wanted.pixels == .kitty { encoder.forget() }
        shown = (wanted.image.place, wanted.pixels)
        switch wanted.pixels {
        case .kitty: KittyPicture.encode(wanted.image, isPassedThrough: isPassedThrough, into: &bytes)
        case .sixel:
            SixelPicture.encode(wanted.image, into: &bytes)
            encoder.forget(in: wanted.image.place)
        }
    }
}
