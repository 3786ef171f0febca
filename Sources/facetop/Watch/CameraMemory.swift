import Capture
import Files
import Glibc

/// The camera that the user chose last, by the name that leads to it after a reboot, too.
struct CameraMemory {
    private let path: String
    /// Whether the user chose the camera of this run; one that was merely found is not remembered.
    private let isChosen: Bool

    /// No path is longer (PATH_MAX).
    private static let limit = 4096

    init(_ places: Places, isChosen: Bool) {
        path = places.chosenCamera
        self.isChosen = isChosen
    }

    /// The camera, if one was chosen and is plugged in.
    var camera: String? {
        guard let bytes = try? RegularFile.read(path, limit: Self.limit) else { return nil }
        let name = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        guard name.hasPrefix("/dev/"), unsafe access(name, F_OK) == 0 else { return nil }
        return name
    }

    /// Remembers a camera that was opened; that it can't is no reason not to show it.
    func remember(_ choice: CameraChoice?) {
        guard isChosen, let name = choice?.stableName, name.hasPrefix("/dev/v4l/"), camera != name else {
            return
        }
        try? AtomicFile.makeFolder(AtomicFile.parent(of: path))
        try? AtomicFile.write([UInt8]("\(name)\n".utf8), to: path)
    }
}
