import Glibc

/// An open device that closes itself, when nothing that was made from it is left.
final class OpenDevice {
    let number: Int32
    let path: String
    let calls: Calls

    init(path: String, calls: Calls) throws(CaptureError) {
        self.path = path
        self.calls = calls
        number = try calls.checked("open", on: path) { calls.open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC) }
    }

    deinit { _ = calls.close(number) }
}
