/// A picture by kitty's graphics protocol (sw.kovidgoyal.net/kitty/graphics-protocol): raw RGB in base64, below the cells.
enum KittyPicture {
    /// The picture's number.
    static let number: UInt8 = 42

    /// What takes the picture away.
    ///
    /// - Parameter isPassedThrough: whether tmux is between.
    /// - Returns: the bytes.
    static func removal(isPassedThrough: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        add("a=d,d=I,i=\(number),q=2", [], isPassedThrough, to: &bytes)
        return bytes
    }

    /// Adds a command, in an envelope for tmux where that is between.
    private static func add(
        _ keys: String,
        _ data: ArraySlice<UInt8>,
        _ isPassedThrough: Bool,
        to bytes: inout [UInt8]
    ) {
        let escape = isPassedThrough ? "\u{1B}\u{1B}" : "\u{1B}"
        bytes.append(contentsOf: (isPassedThrough ? "\u{1B}Ptmux;" : "").utf8)
        bytes.append(contentsOf: "\(escape)_G\(keys)\(data.isEmpty ? "" : ";")".utf8)
        bytes.append(contentsOf: data)
        bytes.append(contentsOf: "\(escape)\\\(isPassedThrough ? "\u{1B}\\" : "")".utf8)
    }

    /// The most of base64 that one piece may have, by the protocol.
    private static let piece = 4096

    /// Adds what shows a picture: below the cells, or where cells stand for it.
    static func encode(_ image: Canvas.Image, isPassedThrough: Bool = false, into bytes: inout [UInt8]) {
        let (place, grid) = (image.place, image.grid)
        if !isPassedThrough {
            bytes.append(contentsOf: "\u{1B}[\(place.row + 1);\(place.column + 1)H".utf8)
        }
        let how = isPassedThrough ? "U=1" : "p=1,C=1,z=-1"
        let data = base64(grid.colors)
        var rest = data[...]
        var keys =
            "a=T,f=24,i=\(number),q=2,\(how),c=\(place.columns),r=\(place.rows),s=\(grid.columns),v=\(grid.rows),"
        repeat {
            let part = rest.prefix(Self.piece)
            rest = rest.dropFirst(part.count)
            add("\(keys)m=\(rest.isEmpty ? 0 : 1)", part, isPassedThrough, to: &bytes)
            keys = "q=2,"
        } while !rest.isEmpty
    }

    private static let letters = [UInt8](
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )

    /// Three bytes are four letters, so that a pixel never needs filling up.
    private static func base64(_ colors: [RGB]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(colors.count * 4)
        for color in colors {
            let word = Int(color.red) << 16 | Int(color.green) << 8 | Int(color.blue)
            for shift in [18, 12, 6, 0] { text.append(letters[word >> shift & 63]) }
        }
        return text
    }
}
