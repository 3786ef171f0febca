/// A picture by kitty's graphics protocol (sw.kovidgoyal.net/kitty/graphics-protocol): raw RGB in base64, below the cells.
enum KittyPicture {
    /// Takes the picture away.
    static let remove = [UInt8]("\u{1B}_Ga=d,d=I,i=1,q=2\u{1B}\\".utf8)
    /// The most of base64 that one piece may have, by the protocol.
    private static let piece = 4096

    static func encode(_ image: Canvas.Image, into bytes: inout [UInt8]) {
        let (place, grid) = (image.place, image.grid)
        bytes.append(contentsOf: "\u{1B}[\(place.row + 1);\(place.column + 1)H".utf8)
        let data = base64(grid.colors)
        var rest = data[...]
        var keys =
            "a=T,f=24,i=1,p=1,q=2,C=1,z=-1,c=\(place.columns),r=\(place.rows),s=\(grid.columns),v=\(grid.rows),"
        repeat {
            let part = rest.prefix(Self.piece)
            rest = rest.dropFirst(part.count)
            bytes.append(contentsOf: "\u{1B}_G\(keys)m=\(rest.isEmpty ? 0 : 1);".utf8)
            bytes.append(contentsOf: part)
            bytes.append(contentsOf: "\u{1B}\\".utf8)
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
